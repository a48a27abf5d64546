using System.Management.Automation;
using MlDash.Cmdlets.Binding;
using MlDash.Cmdlets.Views;

namespace MlDash.Cmdlets.Commands;

/// <summary>
/// Lists the metrics of an experiment with totals and last values, or reads the points of one: every field is a property,
/// so that <c>Measure-Object loss -Minimum</c> and <c>Export-Csv</c> work.
/// </summary>
[Cmdlet(VerbsCommon.Get, "MlDashMetric")]
[OutputType(typeof(MetricInfo), typeof(MetricPoint))]
public sealed class GetMlDashMetricCommand : MetricsCommand
{
    /// <summary>Reads points instead of listing metrics. Not needed with a parameter that selects points.</summary>
    [Parameter]
    [Alias("Point")]
    public SwitchParameter Points { get; set; }

    /// <summary>Number of points to skip.</summary>
    [Parameter]
    [Alias("Start")]
    [ValidateRange(0, long.MaxValue)]
    [WholeNumber]
    public long Skip { get; set; }

    /// <summary>Maximum number of points, from the beginning or after <c>-Skip</c>.</summary>
    [Parameter]
    [Alias("Limit")]
    [ValidateRange(0, long.MaxValue)]
    [WholeNumber]
    public long? First { get; set; }

    /// <summary>Maximum number of points, counted from the end and returned in their order.</summary>
    [Parameter]
    [Alias("Tail")]
    [ValidateRange(0, int.MaxValue)]
    [WholeNumber]
    public int? Last { get; set; }

    /// <summary>Fields to read. Default: all.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(FieldCompleter))]
    [NotNull]
    public string[] Field { get; set; } = [];

    /// <inheritdoc />
    protected override void Process()
    {
        var experiment = Source;
        if (Last is not null && (First is not null || Skip > 0))
            throw new ConfigurationException(
                "ConflictingParameters", "-Last cannot be combined with -First or -Skip.", "Use either -Last, or -First and -Skip.");
        if (!Points && !ChoosesPoints)
        {
            foreach (var metric in Find(experiment))
                WriteObject(metric);
            return;
        }

        var link = new ExperimentLink(experiment);
        // The time of a point is one of its fields.
        var isTimeAsked = Field.Length == 0 || Field.Contains(MetricPoint.TimestampField);
        string[] fields = isTimeAsked ? Field : [.. Field, MetricPoint.TimestampField];
        var query = new MetricQuery { Skip = Skip, First = First, Last = Last, Fields = fields, Since = Since, Until = Until };
        foreach (var metric in Find(experiment))
        {
            foreach (var point in Pump(experiment.Metric(metric.Name).ReadAsync(query, CancelToken)))
                WriteObject(PointView.Of(point, metric.Name, link, isTimeAsked));
        }
    }

    private bool ChoosesPoints =>
        Last is not null || First is not null || Skip > 0 || Since is not null || Until is not null || Field.Length > 0;

    private IEnumerable<MetricInfo> Find(Experiment experiment) => MetricFinder.Find(experiment, Asked, Report, CancelToken);
}
