using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;
using MlDash.Recording;
using MlDash.Storage.Outgoing;

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
    }

    private void SendWhatIsLeft()
    {
        var warnings = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var sync = new SpoolSync(RecordingSettings.ReadSending(), ApiKeyText, Remote is null ? null : ServerAddress(), UserName, Force);
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
