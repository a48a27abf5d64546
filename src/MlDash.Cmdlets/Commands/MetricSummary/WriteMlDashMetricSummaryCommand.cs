using System.Collections;
using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;

namespace MlDash.Cmdlets.Commands;

/// <summary>
/// Writes one point for each metric that has values kept by <c>Add-MlDashMetric -Buffer</c>: a field <c>key.aggregation</c> for each key.
/// The values are then forgotten, or kept with <c>-Keep</c>, so that the next summary is cumulative.
/// </summary>
[Cmdlet(VerbsCommunications.Write, "MlDashMetricSummary")]
[OutputType(typeof(string))]
public sealed class WriteMlDashMetricSummaryCommand : RecordingCommand
{
    /// <summary>Metrics to summarise. Default: all that have values.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(KeptMetricCompleter))]
    [NotNull]
    [NameText]
    public string[] Name { get; set; } = [];

    /// <summary>Mean, Std, Min, Max, Count, Median, Sum, P50, P90, P95, P99, First, Last. Default: Mean.</summary>
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(AggregationCompleter))]
    [NotNull]
    public string[] Aggregation { get; set; } = [nameof(SummaryAggregation.Mean)];

    /// <summary>Fields to put first into each point, such as <c>@{ step = 100 }</c>.</summary>
    [Parameter(Position = 1)]
    [Alias("Fields")]
    public IDictionary? Field { get; set; }

    /// <summary>Keeps the values for the next summary.</summary>
    [Parameter]
    public SwitchParameter Keep { get; set; }

    /// <summary>Returns the names of the metrics that a point was written for.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override bool TakesData => false;

    /// <inheritdoc />
    protected override void Process()
    {
        var experiment = Target;
        var aggregations = Array.ConvertAll(Aggregation, MetricSummaries.ParseAggregation);
        var written = experiment.Summaries.Write(aggregations, Field, Name, Keep, Session.ClockOf(experiment));
        if (PassThru)
            WriteObject(written, enumerateCollection: true);
    }
}
