using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;
using MlDash.Cmdlets.Views;
using MlDash.Comparing;
using MlDash.Text;

namespace MlDash.Cmdlets.Commands;

/// <summary>
/// Compares experiments in a table: a row for each experiment, with a column for each parameter that differs and for each chosen metric.
/// </summary>
[Cmdlet(VerbsData.Compare, "MlDashExperiment")]
[OutputType(typeof(PSObject))]
public sealed class CompareMlDashExperimentCommand : ExperimentCommand
{
    private readonly List<Experiment> _experiments = [];

    /// <summary>The experiments to compare.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [LiveExperiment(Many = true, Reads = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ExperimentCompleter))]
    [NotNull]
    public override ExperimentReference[] Experiment { get; set; } = [];

    /// <summary>
    /// Metrics to show: <c>metric</c> for the last value of each field, <c>metric.field</c> for the last value of one, or <c>metric.field.min</c> for a
    /// statistic: last, first, min, max, mean, sum or count.
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(MetricCompleter))]
    [NotNull]
    public string[] Metric { get; set; } = [];

    /// <summary>Names of parameters to show; wildcards are allowed. Default: all that differ.</summary>
    [Parameter]
    [Alias("Param")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ParamCompleter))]
    [NotNull]
    public string[] Parameter { get; set; } = [];

    /// <summary>Shows parameters, too, that have the same value in all experiments.</summary>
    [Parameter]
    public SwitchParameter All { get; set; }

    /// <summary>Returns a row for each parameter and metric, with a column for each experiment.</summary>
    [Parameter]
    public SwitchParameter Transpose { get; set; }

    /// <inheritdoc />
    protected override void Process() => _experiments.Add(Target);

    /// <inheritdoc />
    protected override void Finish()
    {
        var choices = Metric.Select(MetricChoice.Parse).ToArray();
        var patterns = Parameter.Select(Wildcard.ForName).ToArray();
        var experiments = _experiments.ConvertAll(Compared);
        // Parameters that are named are wanted whether they differ or not.
        var comparison = Await(Comparison.OfAsync(experiments, patterns, All || patterns.Length > 0, choices, CancelToken));
        WriteObject(Transpose ? ComparisonView.ByKey(comparison) : ComparisonView.ByExperiment(comparison), enumerateCollection: true);
        foreach (var text in comparison.Missing)
            Report(new ExperimentException("MetricNotFound", $"Metric '{text}' was not found in any of the experiments.",
                "Run Get-MlDashMetric to list the metrics there are. Statistics of a field are last, first, min, max, mean, sum and count.")
            { Category = FaultCategory.ObjectNotFound, Target = text });
        base.Finish();
    }

    private ComparedExperiment Compared(Experiment experiment)
    {
        Await(experiment.WriteThroughAsync(CancelToken));
        WriteQueued(experiment);
        return new(MlDash.Experiment.StoreOf(experiment).Reader, experiment.Stored);
    }
}
