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

    private static ErrorCategory CategoryOf(MlDashException fault) => fault switch
    {
        ConfigurationException => ErrorCategory.InvalidArgument,
        AuthenticationException => ErrorCategory.AuthenticationError,
        NetworkException => ErrorCategory.ConnectionError,
        { ErrorId: "ExperimentNotFound" or "FileNotFound" or "FileContentMissing" or "MetricNotFound" or "ItemNotFound" or "RootNotFound" } => ErrorCategory.ObjectNotFound,
        { ErrorId: "ExperimentWriteProtected" or "AccessDenied" or "SourceUnreadable" } => ErrorCategory.PermissionDenied,
        { ErrorId: "DocumentDamaged" or "ChecksumMismatch" } => ErrorCategory.InvalidData,
        { ErrorId: "FileExists" or "FilePlaceTaken" } => ErrorCategory.ResourceExists,
        { ErrorId: "ExperimentNotStarted" or "ExperimentNotOpen" or "ExperimentCompleted" or "ExperimentOpen" or "NotRemovable" or "NotEmpty" or "NoContent" or "NotWritable" or "NotCopied" } => ErrorCategory.InvalidOperation,
        StorageException => ErrorCategory.WriteError,
        _ => ErrorCategory.InvalidArgument,
    };
}
