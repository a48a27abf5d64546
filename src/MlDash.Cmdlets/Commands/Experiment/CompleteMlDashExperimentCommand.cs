using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;
using MlDash.Cmdlets.Sessions;

namespace MlDash.Cmdlets.Commands;

/// <summary>Writes queued records, sets the final status of the experiment, and closes it.</summary>
[Cmdlet(VerbsLifecycle.Complete, "MlDashExperiment", SupportsShouldProcess = true)]
[OutputType(typeof(Experiment))]
public sealed class CompleteMlDashExperimentCommand : RecordingCommand
{
    /// <summary>The outcome. Default: Completed, or Failed when an error record is given.</summary>
    [Parameter(Position = 0)]
    [NotAPath("an outcome: Completed, Failed or Cancelled")]
    [ValidateSet(nameof(ExperimentStatus.Completed), nameof(ExperimentStatus.Failed), nameof(ExperimentStatus.Cancelled))]
    public string? Status { get; set; }

    /// <summary>The error that ended the experiment; its message is kept, and the outcome is Failed.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public ErrorRecord? ErrorRecord { get; set; }

    /// <summary>Returns the experiment.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override bool TakesData => false;

    /// <inheritdoc />
    protected override void Process()
    {
        var experiment = Target;
        var status = Status is not null ? Enum.Parse<ExperimentStatus>(Status, ignoreCase: true)
            : ErrorRecord is null ? ExperimentStatus.Completed
            : ExperimentStatus.Failed;
        if (!ShouldProcess(experiment.Prefix, $"Complete experiment as {status}"))
            return;
        // One that another runspace has completed is no longer the current one here, either.
        if (!experiment.IsOpen)
            Session.Remove(experiment);
        Complete(experiment, status);
        Session.Remove(experiment);
        ShowWarnings(experiment.Warnings);
        if (PassThru)
            WriteObject(experiment);
    }

    private void Complete(Experiment experiment, ExperimentStatus status)
    {
        try
        {
            Await(experiment.CompleteAsync(status, ErrorRecord is null ? null : FailureText.Of(ErrorRecord), CancelToken));
        }
        catch (ExperimentException fault) when (fault.ErrorId == "ExperimentNotFound")
        {
            // Somebody removed it: it cannot be completed later, either, and would bar its path until the session ends.
            Session.Remove(experiment);
            throw;
        }
    }
}
