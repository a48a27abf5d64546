namespace MlDash;

/// <summary>What kind of error it is, in the words of PowerShell's <c>ErrorCategory</c>.</summary>
public enum FaultCategory
{
    /// <summary>A setting, a name or an argument cannot be used as given.</summary>
    InvalidArgument,

    /// <summary>What the call needs is not in the state it needs.</summary>
    InvalidOperation,

    /// <summary>What was stored or sent cannot be trusted.</summary>
    InvalidData,

    /// <summary>What was asked for does not exist.</summary>
    ObjectNotFound,

    /// <summary>What was to be made exists already.</summary>
    ResourceExists,

    /// <summary>The caller, or anybody, may not do this.</summary>
    PermissionDenied,

    /// <summary>The disk did not take it.</summary>
    WriteError,

    /// <summary>Who the caller is could not be shown.</summary>
    AuthenticationError,

    /// <summary>A server could not be reached, or answered with a fault.</summary>
    ConnectionError,

    /// <summary>What was waited for has not come in the time that was given.</summary>
    OperationTimeout,
}
