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
/// Sends local experiments with all they hold to a server. What the server has already is not sent again, so it can be stopped and repeated.
/// </summary>
[Cmdlet(VerbsCommunications.Send, "MlDashExperiment", SupportsShouldProcess = true)]
[OutputType(typeof(TransferResult))]
[NamesLocalExperiments]
public sealed class SendMlDashExperimentCommand : ServerCommand
{
    private RemoteExperimentStore? _server;
    private CountProgress? _progress;

    /// <summary>Path under the root, or inside the project; wildcards are allowed. Default: all experiments of the root.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(PrefixCompleter))]
    [ExperimentPath]
    [NotNull]
    public string[] Prefix { get; set; } = [];

    /// <summary>A local experiment, as returned by Get-MlDashExperiment, or its path.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNull]
    [LiveExperiment]
    [ArgumentCompleter(typeof(ExperimentCompleter))]
    public ExperimentReference? Experiment { get; set; }

    /// <summary>Folder that contains the experiments. Default: <c>ML_DASH_ROOT</c>, else <c>./experiments</c> and <c>./.dash</c>.</summary>
    [Parameter]
    [Alias("LocalPath")]
    [ValidateNotNullOrEmpty]
    public string? Root { get; set; }

    /// <summary>Where to store them: <c>project</c>, <c>owner/project</c> or <c>owner/project/folder</c>. Default: as their own paths say.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Target { get; set; }

    /// <summary>What not to send.</summary>
    [Parameter]
    [ValidateSet(nameof(SkippedParts.Log), nameof(SkippedParts.Param), nameof(SkippedParts.Metric), nameof(SkippedParts.Track), nameof(SkippedParts.File))]
    [NotNull]
    public string[] Skip { get; set; } = [];

    /// <summary>
    /// Adds to an experiment that holds data on the server already, although nothing here says that it came from this folder. Without it such an experiment
    /// is an error (<c>ServerHasData</c>), since its records would be there twice.
    /// </summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>
    /// Compares the digests of both copies after sending. Where they differ, it is an error (<c>CopyDiffers</c>) that says in what.
    /// </summary>
    [Parameter]
    public SwitchParameter Verify { get; set; }

    /// <summary>Removes the local copy once the digests of both were found to be equal, and only then. It implies <c>-Verify</c>.</summary>
    [Parameter]
    public SwitchParameter RemoveAfterVerified { get; set; }

    /// <inheritdoc />
    protected override void Begin()
    {
        if (Skip.Length > 0 && (Verify || RemoveAfterVerified))
            throw new ConfigurationException(
                "SkipAndVerify", "With -Skip the copies cannot be equal, so they cannot be verified.", "Leave out -Skip, or -Verify and -RemoveAfterVerified.");
        _server = OpenServer();
        _progress = Watched(new CountProgress(this, $"Sending to {_server.Location}"));
    }

    /// <inheritdoc />
    protected override void Process()
    {
        if (Experiment is not null)
        {
            Send(new ExperimentFinder(this, Root).Find(Experiment, takesPatterns: false).First());
            return;
        }

        var query = new ExperimentQuery { Prefixes = [.. Prefix.Select(Wildcard.ForName)] };
        var found = false;
        foreach (var store in Stores.ToRead(this, Root))
        {
            foreach (var record in Pump(store.Reader.FindAsync(query, CancelToken)))
            {
                found = true;
                Send(new Experiment(store, record));
            }

            ShowWarnings(store.Warnings);
        }

        if (!found)
            Report(new ExperimentException(
                "ExperimentNotFound",
                $"Local experiment '{string.Join("', '", Prefix)}' was not found.",
                "Run Get-MlDashExperiment to list the experiments there are.")
            { Category = FaultCategory.ObjectNotFound });
    }

    private void Send(Experiment experiment)
    {
        try
        {
            LocalCopy.Require(experiment);
            var record = experiment.Stored;
            var target = Await(_server!.TargetAsync(record, Target, CancelToken, experiment.Root));
            if (!ShouldProcess($"{experiment.Prefix} to {target} on {_server!.Location}", "Send experiment"))
                return;
            var skipped = Skip.Aggregate(SkippedParts.None, (all, part) => all | Enum.Parse<SkippedParts>(part, ignoreCase: true));
            var local = new LocalExperimentStore(experiment.Root);
            var counts = _progress!.Show(
                _server.SendAsync(local, record, target, skipped, _progress.Start(experiment.Prefix), CancelToken, Force));
            ShowWarnings(_server.Warnings);
            WriteObject(new TransferResult(target.Value, ServerAddress(), counts, null) { Digest = Verified(local, record.Path, target) });
        }
        catch (MlDashException fault)
        {
            Report(fault);
        }
    }

    /// <summary>The digest of both copies; null where it is not asked for.</summary>
    private string? Verified(LocalExperimentStore local, ExperimentPath path, ExperimentPath target)
    {
        if (!Verify && !RemoveAfterVerified)
            return null;
        if (!RemoveAfterVerified)
            return Await(_server!.VerifyAsync(local, path, target, CancelToken));
        var (digest, freed) = Await(_server!.RemoveVerifiedAsync(local, path, target, CancelToken));
        WriteVerbose($"Removed the local copy of '{path}', which is the same on the server; {freed:N0} bytes are free.");
        return digest;
    }
}
