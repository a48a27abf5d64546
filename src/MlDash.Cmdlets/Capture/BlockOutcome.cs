using System.Management.Automation;

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
        RuntimeException { ErrorRecord: { } error } => (ExperimentStatus.Failed, error.Exception.Message),
        _ => (ExperimentStatus.Failed, fault.Message),
    };

    /// <summary><c>exit</c> with another code than 0 is a failure, as the shell that started the script sees it.</summary>
    private static (ExperimentStatus Status, string? Error) OfExit(Exception exit)
    {
        var code = LanguagePrimitives.TryConvertTo<int>(PSObject.AsPSObject(exit).Properties["Argument"]?.Value, out var given) ? given : 0;
        return code == 0 ? (ExperimentStatus.Completed, null) : (ExperimentStatus.Failed, $"exit {code}");
    }
}
