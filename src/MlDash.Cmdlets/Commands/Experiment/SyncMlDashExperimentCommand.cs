using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;
using MlDash.Cmdlets.Sessions;
using MlDash.Recording;
using MlDash.Storage;
using MlDash.Storage.Outgoing;
using MlDash.Storage.Transfer;

namespace MlDash.Cmdlets.Commands;

/// <summary>
/// Returns when everything recorded before is written; the experiment stays open. For an experiment on a server: when the server has it. Without
/// <c>-Experiment</c> it does so for all open experiments, and sends what earlier sessions, also killed ones, have left on this machine; with
/// <c>-Remote</c> only what is meant for that server, by whatever address it was recorded.
/// </summary>
[Cmdlet(VerbsData.Sync, "MlDashExperiment")]
[OutputType(typeof(TransferResult))]
public sealed class SyncMlDashExperimentCommand : ServerCommand
{
    private CountProgress? _progress;

    /// <summary>The experiment, or its path. Default: all open ones, and those that wait to be sent.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNull]
    [LiveExperiment]
    [ArgumentCompleter(typeof(ExperimentCompleter))]
    public ExperimentReference? Experiment { get; set; }

    /// <summary>
    /// Makes experiments again that were deleted on their server, from what is kept on this machine, and adds to those that hold other data. With
    /// <c>-Remote</c> it also sends there what was recorded for an address that does not answer, if no server has any of it.
    /// </summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>
    /// Compares the digests of what is on this machine and of what the server has. Where they differ, it is an error (<c>CopyDiffers</c>) that says in what,
    /// and what waits to be sent stays.
    /// </summary>
    [Parameter]
    public SwitchParameter Verify { get; set; }

    /// <summary>
    /// Removes the local copies of ended experiments that waited to be sent, once their digests were found to be equal, and only then. It implies
    /// <c>-Verify</c>.
    /// </summary>
    [Parameter]
    public SwitchParameter RemoveAfterVerified { get; set; }

    /// <inheritdoc />
    protected override void Begin() => _progress = Watched(new CountProgress(this, "Syncing experiments"));

    /// <inheritdoc />
    protected override void Process()
    {
        if (Experiment is not null)
        {
            Flush(new ExperimentFinder(this).Find(Experiment, takesPatterns: false).First());
            return;
        }

        foreach (var open in Session.Open)
            Flush(open);
        SendWhatIsLeft();
    }

    private void Flush(Experiment experiment)
    {
        _progress!.Start(experiment.Prefix).Show(experiment.FlushAsync(evenIfAway: true, CancelToken));
        ShowWarnings(experiment.Warnings);
        if ((Verify || RemoveAfterVerified) && experiment.Folder is not null && MlDash.Experiment.StoreOf(experiment) is { Server: { } address } store)
            Verified(experiment, store, new Uri(address));
    }

    /// <summary>Compares an open experiment, which stays.</summary>
    private void Verified(Experiment experiment, ExperimentStore store, Uri address)
    {
        try
        {
            var server = Servers.Open(address, ApiKeyText, UserName, offline: false);
            var target = Await(server.TargetAsync(experiment.Stored, null, CancelToken, experiment.Root));
            var digest = Await(server.VerifyAsync(store.Reader, experiment.Stored.Path, target, CancelToken));
            WriteVerbose($"'{experiment.Prefix}' is the same on {address}: {digest}");
        }
        catch (ExperimentException fault)
        {
            Report(fault);
        }
    }

    private async Task<string> VerifyAsync(SentExperiment sent, CancellationToken cancellationToken)
    {
        var server = Servers.Open(sent.Server, ApiKeyText, ApiKeyText is null ? sent.UserName : null, offline: false);
        // What lies in the spool goes by itself.
        return RemoveAfterVerified && !sent.IsSpooled
            ? (await server.RemoveVerifiedAsync(sent.Local, sent.Path, sent.Target, cancellationToken).ConfigureAwait(false)).Digest
            : await server.VerifyAsync(sent.Local, sent.Path, sent.Target, cancellationToken).ConfigureAwait(false);
    }

    private void SendWhatIsLeft()
    {
        var warnings = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var sync = new SpoolSync(RecordingSettings.ReadSending(), ApiKeyText, Remote is null ? null : ServerAddress(), UserName, Force,
            Verify || RemoveAfterVerified ? VerifyAsync : null);
        var sending = sync.RunAsync(warnings.Enqueue, _progress!.Start, CancelToken).GetAsyncEnumerator(CancelToken);
        try
        {
            while (_progress!.Show(sending.MoveNextAsync().AsTask()))
            {
                ShowWarnings(warnings);
                WriteObject(sending.Current);
                if (sending.Current.Fault is { } fault)
                    Report(fault);
            }
        }
        finally
        {
            Await(sending.DisposeAsync().AsTask());
        }

        ShowWarnings(warnings);
    }
}
