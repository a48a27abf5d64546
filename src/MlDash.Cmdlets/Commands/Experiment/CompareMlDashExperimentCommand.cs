using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;
using MlDash.Cmdlets.Sessions;
using MlDash.Cmdlets.Views;
using MlDash.Comparing;
using MlDash.Storage.Remote;
using MlDash.Storage.Transfer;
using MlDash.Text;

namespace MlDash.Cmdlets.Commands;

/// <summary>
/// Compares experiments in a table: a row for each experiment, with a column for each parameter that differs and for each chosen metric. With <c>-With</c>
/// it compares each experiment on this machine with its copy on a server.
/// </summary>
[Cmdlet(VerbsData.Compare, "MlDashExperiment", DefaultParameterSetName = TableSet)]
[OutputType(typeof(PSObject), ParameterSetName = [TableSet])]
[OutputType(typeof(ReceiptComparison), ParameterSetName = [CopySet])]
public sealed class CompareMlDashExperimentCommand : ExperimentCommand
{
    private const string TableSet = "Table";
    private const string CopySet = "Copy";

    private readonly List<Experiment> _experiments = [];
    private RemoteExperimentStore? _server;

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
    [Parameter(ParameterSetName = TableSet)]
    [ArgumentCompleter(typeof(MetricCompleter))]
    [NotNull]
    public string[] Metric { get; set; } = [];

    /// <summary>Names of parameters to show; wildcards are allowed. Default: all that differ.</summary>
    [Parameter(ParameterSetName = TableSet)]
    [Alias("Param")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ParamCompleter))]
    [NotNull]
    public string[] Parameter { get; set; } = [];

    /// <summary>Shows parameters, too, that have the same value in all experiments.</summary>
    [Parameter(ParameterSetName = TableSet)]
    public SwitchParameter All { get; set; }

    /// <summary>Returns a row for each parameter and metric, with a column for each experiment.</summary>
    [Parameter(ParameterSetName = TableSet)]
    public SwitchParameter Transpose { get; set; }

    /// <summary>
    /// Compares each experiment with its copy on the server by the digests of all they hold: on the server of <c>-Remote</c>, else on the one that it was
    /// recorded to, else on the one of the last login.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = CopySet)]
    [ValidateSet("Server")]
    [ValidateNotNullOrEmpty]
    public string? With { get; set; }

    /// <summary>
    /// Where the copies are on the server: <c>project</c>, <c>owner/project</c> or <c>owner/project/folder</c>. Default: as the paths of the experiments say.
    /// </summary>
    [Parameter(ParameterSetName = CopySet)]
    [Alias("Target")]
    [ValidateNotNullOrEmpty]
    public string? Place { get; set; }

    private protected override bool LooksOnServer => With is null && MeansServer;

    /// <inheritdoc />
    protected override void Process()
    {
        if (With is null)
            _experiments.Add(Target);
        else
            WriteObject(WithServer(Target));
    }

    /// <inheritdoc />
    protected override void Finish()
    {
        if (With is not null)
        {
            base.Finish();
            return;
        }

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

    private ReceiptComparison WithServer(Experiment experiment)
    {
        LocalCopy.Require(experiment);
        var store = MlDash.Experiment.StoreOf(experiment);
        var server = Remote is null && store.Server is { } address
            ? Servers.Open(new Uri(address), ApiKeyText, UserName, offline: false)
            : _server ??= OpenServer();
        var record = experiment.Stored;
        var target = Await(server.TargetAsync(record, Place, CancelToken, experiment.Root));
        return Await(server.CompareAsync(store.Reader, record.Path, target, CancelToken));
    }

    private ComparedExperiment Compared(Experiment experiment)
    {
        Await(experiment.WriteThroughAsync(CancelToken));
        WriteQueued(experiment);
        return new(MlDash.Experiment.StoreOf(experiment).Reader, experiment.Stored);
    }
}
