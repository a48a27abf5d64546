using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;
using MlDash.Cmdlets.Sessions;
using MlDash.Storage.Local;
using MlDash.Storage.Outgoing;
using MlDash.Storage.Remote;
using MlDash.Storage.Transfer;
using MlDash.Text;

namespace MlDash.Cmdlets.Commands;

/// <summary>
/// Brings experiments of a server into a local folder, in the local format, checksums verified. Each lies there under <c>owner/project/…</c>, also one's own.
/// What is there already is not brought again, so it can be stopped and repeated.
/// </summary>
[Cmdlet(VerbsCommunications.Receive, "MlDashExperiment", SupportsShouldProcess = true, DefaultParameterSetName = ExperimentSet)]
[OutputType(typeof(Experiment))]
public sealed class ReceiveMlDashExperimentCommand : ServerCommand
{
    private const string PrefixSet = "Prefix";

    /// <summary>The default, because the engine tries that set first: an experiment has a prefix too, which would be taken without its server.</summary>
    private const string ExperimentSet = "Experiment";

    private RemoteExperimentStore? _server;
    private LocalExperimentStore? _local;
    private CountProgress? _progress;

    /// <summary>Path on the server, or inside the project; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = PrefixSet)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(PrefixCompleter))]
    [ExperimentPath]
    [NotNull]
    public string[] Prefix { get; set; } = [];

    /// <summary>
    /// An experiment of a server, as returned by <c>Get-MlDashExperiment -Remote</c>, or its path there. An object is received from its own server, unless
    /// another is given.
    /// </summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ExperimentSet)]
    [ValidateNotNull]
    [LiveExperiment]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ExperimentCompleter))]
    public ExperimentReference? Experiment { get; set; }

    /// <summary>Folder to write the experiments to. Default: <c>ML_DASH_ROOT</c>, else <c>./experiments</c>.</summary>
    [Parameter]
    [Alias("LocalPath", "Path")]
    [ValidateNotNullOrEmpty]
    public string? Destination { get; set; }

    /// <summary>What not to bring.</summary>
    [Parameter]
    [ValidateSet(nameof(SkippedParts.Log), nameof(SkippedParts.Param), nameof(SkippedParts.Metric), nameof(SkippedParts.Track), nameof(SkippedParts.File))]
    [NotNull]
    public string[] Skip { get; set; } = [];

    /// <summary>
    /// Whether a local experiment may be replaced that did not come from there, or has records that were not sent to the server. It stays as it is until the
    /// new one has arrived whole.
    /// </summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc />
    protected override void Begin() => _local = new LocalExperimentStore(Stores.RootToWrite(this, Destination));

    /// <inheritdoc />
    protected override void Process()
    {
        var given = GivenExperiment.ObjectOf(Experiment);
        var own = !MeansServer && given is not null ? MlDash.Experiment.StoreOf(given).Reader as RemoteExperimentStore : null;
        var server = own ?? (_server ??= OpenServer());
        _progress?.Complete();
        _progress = Watched(new CountProgress(this, $"Receiving from {server.Location}"));
        if (own is not null)
            Receive(own, given!.Stored);
        else
            Find(server, given is not null ? [Wildcard.Escape(given.Prefix)] : Experiment is not null ? [Experiment.Prefix] : Prefix);
        ShowWarnings(server.Warnings);
    }

    private void Find(RemoteExperimentStore server, string[] prefixes)
    {
        foreach (var prefix in prefixes)
        {
            var found = Pump(server.FindAsync(new ExperimentQuery { Prefixes = [Wildcard.ForName(prefix)] }, CancelToken)).ToList();
            if (found.Count == 0)
                Report(new ExperimentException(
                    "ExperimentNotFound",
                    $"Experiment '{prefix}' was not found on {server.Location}.",
                    "Run Get-MlDashExperiment -Remote to list the experiments there are.")
                { Category = FaultCategory.ObjectNotFound, Target = prefix });
            foreach (var record in found)
                Receive(server, record);
        }
    }

    private void Receive(RemoteExperimentStore server, ExperimentRecord record)
    {
        try
        {
            var target = Await(server.LocalPathAsync(record.Path, _local!, CancelToken));
            if (!ShouldProcess($"{record.Path} to {target} in {_local!.Root}", "Receive experiment"))
                return;
            var skipped = Skip.Aggregate(SkippedParts.None, (all, part) => all | Enum.Parse<SkippedParts>(part, ignoreCase: true));
            _progress!.Show(server.ReceiveAsync(record.Path, _local, target, skipped, Force, _progress.Start(record.Path.Value), CancelToken));
            if (Await(_local.GetAsync(target, CancelToken)) is { } received)
                WriteObject(new Experiment(_local.ToStore(), received));
        }
        catch (MlDashException fault)
        {
            Report(fault);
        }
    }
}
