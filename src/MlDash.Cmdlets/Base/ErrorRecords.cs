using System.Management.Automation;
using MlDash.Errors;

namespace MlDash.Cmdlets.Base;

/// <summary>Errors of Core as PowerShell shows them: stable id, category, the thing it is about, and what to do.</summary>
internal static class ErrorRecords
{
    public static ErrorRecord Of(Exception fault) => fault is MlDashException known
        ? new ErrorRecord(known, known.ErrorId, CategoryOf(known), known.Target is string name ? ScreenText.Line(name) : known.Target)
        {
            ErrorDetails = new ErrorDetails(known.Message) { RecommendedAction = known.RecommendedAction },
        }
        : new ErrorRecord(fault, fault.GetType().Name, ErrorCategory.NotSpecified, null);

    /// <summary>An error as an exception that carries its record, for where the engine takes nothing else.</summary>
    public static RuntimeException Thrown(Exception fault) => new(fault.Message, fault, Of(fault));

    private static ErrorCategory CategoryOf(MlDashException fault) => fault.Category switch
    {
        FaultCategory.InvalidOperation => ErrorCategory.InvalidOperation,
        FaultCategory.InvalidData => ErrorCategory.InvalidData,
        FaultCategory.ObjectNotFound => ErrorCategory.ObjectNotFound,
        FaultCategory.ResourceExists => ErrorCategory.ResourceExists,
        FaultCategory.PermissionDenied => ErrorCategory.PermissionDenied,
        FaultCategory.WriteError => ErrorCategory.WriteError,
        FaultCategory.AuthenticationError => ErrorCategory.AuthenticationError,
        FaultCategory.ConnectionError => ErrorCategory.ConnectionError,
        FaultCategory.OperationTimeout => ErrorCategory.OperationTimeout,
        _ => ErrorCategory.InvalidArgument,
    };
}
