using System.Management.Automation;
using MlDash.Cmdlets.Binding;
using MlDash.Cmdlets.Views;
using MlDash.Metrics;
using MlDash.Series;

namespace MlDash.Cmdlets.Commands;

/// <summary>
/// Lists the metrics of an experiment with totals and last values, or reads the points of one: every field is a property,
/// so that <c>Measure-Object loss -Minimum</c> and <c>Export-Csv</c> work. With <c>-Bucket</c> it reads what a chart needs, also of millions of points,
/// and with <c>-AsColumn</c> all numbers of a field at once.
/// </summary>
[Cmdlet(VerbsCommon.Get, "MlDashMetric")]
[OutputType(typeof(MetricInfo), typeof(MetricPoint), typeof(MetricBucket), typeof(MetricColumns))]
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

    /// <summary>
    /// Reads the points of each metric as one object: a property for each field, an array of all its numbers, and Index. True is 1, false is 0, and where a
    /// point has no number there is NaN; fields that hold no numbers are left out. This is much faster than an object for each point.
    /// </summary>
    [Parameter]
    [Alias("AsColumns")]
    public SwitchParameter AsColumn { get; set; }

    /// <summary>
    /// Reads each field as up to this number of buckets. A bucket has the first, last, least and greatest value of neighbouring points, with their count and
    /// mean, so no spike is lost. If there are no more points than this, each has a bucket of its own.
    /// </summary>
    [Parameter]
    [Alias("Buckets")]
    [ValidateRange(1, 100_000)]
    [WholeNumber]
    public int? Bucket { get; set; }

    /// <summary>
    /// What lies along x of buckets: Index, Time, RelativeTime (the time since the first point), or a field such as step. Default: Time, else the field step,
    /// else epoch, else Index.
    /// </summary>
    [Parameter]
    [Alias("X")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(XAxisCompleter))]
    public string XAxis { get; set; } = "Default";

    /// <summary>The least x of points in buckets: a number of the field, the index, or seconds.</summary>
    [Parameter]
    public double? XMin { get; set; }

    /// <summary>The greatest x of points in buckets.</summary>
    [Parameter]
    public double? XMax { get; set; }

    /// <inheritdoc />
    protected override void Process()
    {
        if (Piped.IsRepeated(Target, InputObject))
            return;
        var experiment = Source;
        if (Bucket is { } buckets)
        {
            WriteBuckets(experiment, buckets);
            return;
        }

        if (Last is not null && (First is not null || Skip > 0))
            throw new ConfigurationException(
                "ConflictingParameters", "-Last cannot be combined with -First or -Skip.", "Use either -Last, or -First and -Skip.");
        if (AsColumn)
        {
            WriteColumns(experiment);
            return;
        }

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

    private void WriteBuckets(Experiment experiment, int buckets)
    {
        if (Last is not null || First is not null || Skip > 0 || Points || AsColumn)
        {
            throw new ConfigurationException(
                "ConflictingParameters",
                "-Bucket cannot be combined with -First, -Last, -Skip, -Points or -AsColumn.",
                "Choose a part of the points with -Since and -Until, or with -XMin and -XMax.");
        }

        var link = new ExperimentLink(experiment);
        var query = new SeriesQuery { Fields = Field, X = SeriesX.Of(XAxis), From = XMin, To = XMax, Since = Since, Until = Until, Buckets = buckets };
        foreach (var metric in Find(experiment))
        {
            var curves = Await(experiment.Metric(metric.Name).ReadSeriesAsync(query, CancelToken));
            foreach (var series in curves)
                WriteObject(MetricBucket.Of(series, link), enumerateCollection: true);
            ReportMissing(Field.Append(query.X?.Field ?? string.Empty), metric, experiment, name => curves.Any(curve => curve.Has(name)));
        }
    }

    private void WriteColumns(Experiment experiment)
    {
        var link = new ExperimentLink(experiment);
        var query = new MetricQuery { Skip = Skip, First = First, Last = Last, Fields = Field, Since = Since, Until = Until };
        foreach (var metric in Find(experiment))
        {
            var columns = MetricColumns.Join([.. Pump(experiment.Metric(metric.Name).ReadColumnsAsync(query, CancelToken))]);
            WriteObject(ColumnView.Of(columns, metric.Name, link));
            ReportMissing(Field, metric, experiment, name => columns.Fields.Contains(name, StringComparer.OrdinalIgnoreCase));
        }
    }

    /// <summary>A range without points is an answer; a name that no point has is a mistake.</summary>
    private void ReportMissing(IEnumerable<string> names, MetricInfo metric, Experiment experiment, Func<string, bool> has)
    {
        foreach (var name in names.Where(name => name.Length > 0 && metric.Last is not null))
        {
            if (!metric.Last!.Fields.Names.Contains(name, StringComparer.OrdinalIgnoreCase) && !has(name))
                Report(MetricErrors.NoField(name, metric, experiment.Prefix));
        }
    }

    private bool ChoosesPoints =>
        Last is not null || First is not null || Skip > 0 || Since is not null || Until is not null || Field.Length > 0;

    private IEnumerable<MetricInfo> Find(Experiment experiment) => MetricFinder.Find(experiment, Asked, Report, CancelToken);
}
