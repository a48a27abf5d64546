using System.Management.Automation;
using MlDash.Cmdlets.Binding;
using MlDash.Cmdlets.Sessions;
using MlDash.Storage.Local;
using MlDash.Storage.Outgoing;
using MlDash.Storage.Remote;
using MlDash.Text;

namespace MlDash.Cmdlets.Commands;

/// <summary>
/// Brings experiments of a server into a local folder, in the local format, checksums verified. What is there already is not brought again, so it can
/// be stopped and repeated.
/// </summary>
[Cmdlet(VerbsCommunications.Receive, "MlDashExperiment", SupportsShouldProcess = true)]
[OutputType(typeof(Experiment))]
public sealed class ReceiveMlDashExperimentCommand : ServerCommand
{
    private RemoteExperimentStore? _server;
    private LocalExperimentStore? _local;
    private CountProgress? _progress;

    /// <summary>Path on the server, or inside the project; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(PrefixCompleter))]
    public string[] Prefix { get; set; } = [];

    /// <summary>Folder to keep experiments under. Default: <c>ML_DASH_ROOT</c>, else <c>./experiments</c>.</summary>
    [Parameter]
    [Alias("LocalPath", "Path")]
    [ValidateNotNullOrEmpty]
    public string? Destination { get; set; }

    /// <summary>What not to bring.</summary>
    [Parameter]
    [ValidateSet(nameof(SkippedParts.Log), nameof(SkippedParts.Param), nameof(SkippedParts.Metric), nameof(SkippedParts.Track), nameof(SkippedParts.File))]
    public string[] Skip { get; set; } = [];

    /// <summary>Whether a local experiment that did not come from there may be replaced.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc />
    protected override void Begin()
    {
        _server = OpenServer();
        _local = new LocalExperimentStore(Stores.RootToWrite(this, Destination));
        _progress = Watched(new CountProgress(this, $"Receiving from {_server.Location}"));
    }

    /// <inheritdoc />
    protected override void Process()
    {
        foreach (var prefix in Prefix)
        {
            var found = Pump(_server!.FindAsync(new ExperimentQuery { Prefixes = [Wildcard.ForName(prefix)] }, CancelToken)).ToList();
            if (found.Count == 0)
                Report(new ExperimentException("ExperimentNotFound", $"An experiment '{prefix}' was expected on {_server.Location}, found none.", "List what there is with Get-MlDashExperiment -Remote.") { Target = prefix });
            foreach (var record in found)
                Receive(record);
        }

        ShowWarnings(_server!.Warnings);
    }

    private void Receive(ExperimentRecord record)
    {
        try
        {
            var target = Await(_server!.LocalPathAsync(record.Path, CancelToken));
            if (!ShouldProcess($"{record.Path} to {target} in {_local!.Root}", "Receive experiment"))
                return;
            var skipped = Skip.Aggregate(SkippedParts.None, (all, part) => all | Enum.Parse<SkippedParts>(part, ignoreCase: true));
            _progress!.Show(_server.ReceiveAsync(record.Path, _local, target, skipped, Force, _progress.Start(record.Path.Value), CancelToken));
            if (Await(_local.GetAsync(target, CancelToken)) is { } received)
                WriteObject(new Experiment(_local, received));
        }
        catch (MlDashException fault)
        {
            Report(fault);
        }
    }
}
