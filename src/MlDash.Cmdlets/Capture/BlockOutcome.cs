using System.Management.Automation;
using MlDash.Cmdlets.Sessions;

namespace MlDash.Cmdlets.Capture;

/// <summary>What the way a block ended says of the experiment it ran in.</summary>
internal static class BlockOutcome
{
    /// <param name="fault">What left the block.</param>
    /// <param name="isStopped">Whether the user asked the pipeline to stop.</param>
    public static (ExperimentStatus Status, string? Error) Of(Exception fault, bool isStopped) => fault switch
    {
        _ when isStopped => (ExperimentStatus.Cancelled, null),
        _ when fault.GetType().Name == "ExitException" => OfExit(fault),
        // Nobody asked for a stop, so a command downstream stopped the pipeline.
        PipelineStoppedException or FlowControlException => (ExperimentStatus.Completed, null),
        _ => (ExperimentStatus.Failed, FailureText.Of(fault)),
    };

    /// <summary><c>exit</c> with another code than 0 is a failure, as the shell that started the script sees it.</summary>
    private static (ExperimentStatus Status, string? Error) OfExit(Exception exit)
    {
        var code = LanguagePrimitives.TryConvertTo<int>(PSObject.AsPSObject(exit).Properties["Argument"]?.Value, out var given) ? given : 0;
        return code == 0 ? (ExperimentStatus.Completed, null) : (ExperimentStatus.Failed, FailureText.OfExit(code));
    }
}
