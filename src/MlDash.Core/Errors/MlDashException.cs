using MlDash.Errors;

namespace MlDash;

/// <summary>
/// The one base of every error the product raises on purpose. The message says what is wrong and where;
/// <see cref="RecommendedAction"/> says what to do next. Both are fit for a terminal, also where they quote a server or a file.
/// </summary>
public abstract class MlDashException : Exception
{
    /// <param name="errorId">Stable name of the error, PascalCase, never translated; scripts test for it.</param>
    /// <param name="message">What is wrong and where, without secrets.</param>
    /// <param name="recommendedAction">What the user can do about it; empty when there is nothing to do.</param>
    /// <param name="innerException">The fault below, if any.</param>
    /// <param name="category">What kind of error it is, unless it is given where it is raised.</param>
    protected MlDashException(string errorId, string message, string recommendedAction, Exception? innerException, FaultCategory category)
        : base(ScreenText.Line(message), innerException)
    {
        ErrorId = errorId;
        Category = category;
        RecommendedAction = ScreenText.Line(recommendedAction);
    }

    /// <summary>Stable name of the error, for example <c>IllegalPath</c>.</summary>
    public string ErrorId { get; }

    /// <summary>What kind of error it is.</summary>
    public FaultCategory Category { get; init; }

    /// <summary>What the user can do about it.</summary>
    public string RecommendedAction { get; }

    /// <summary>The thing the error is about (a path, a name, a record), or null.</summary>
    public object? Target { get; init; }

    /// <summary>The status of the server's answer; null when no answer is the reason.</summary>
    public int? ServerStatus { get; init; }

    /// <summary>The server's own name for the error; null when the answer did not come from an MlDash server, but from something on the way.</summary>
    public string? ServerCode { get; init; }
}

/// <summary>A setting, an environment variable or an argument cannot be used as given.</summary>
public sealed class ConfigurationException(string errorId, string message, string recommendedAction = "", Exception? innerException = null)
    : MlDashException(errorId, message, recommendedAction, innerException, FaultCategory.InvalidArgument);

/// <summary>Who the caller is could not be shown, or is not enough.</summary>
public sealed class AuthenticationException(string errorId, string message, string recommendedAction = "", Exception? innerException = null)
    : MlDashException(errorId, message, recommendedAction, innerException, FaultCategory.AuthenticationError);

/// <summary>Bytes could not be written, read or trusted: a full disk, a damaged document, a wrong checksum.</summary>
public sealed class StorageException(string errorId, string message, string recommendedAction = "", Exception? innerException = null)
    : MlDashException(errorId, message, recommendedAction, innerException, FaultCategory.WriteError);

/// <summary>An experiment, or something in it, is not in the state the call needs: missing, completed, write-protected, named illegally.</summary>
public sealed class ExperimentException(string errorId, string message, string recommendedAction = "", Exception? innerException = null)
    : MlDashException(errorId, message, recommendedAction, innerException, FaultCategory.InvalidArgument);

/// <summary>A server could not be reached or answered with a fault.</summary>
public sealed class NetworkException(string errorId, string message, string recommendedAction = "", Exception? innerException = null)
    : MlDashException(errorId, message, recommendedAction, innerException, FaultCategory.ConnectionError)
{
    /// <summary>Whether the same request may succeed later: the server was not reached, is busy, or failed.</summary>
    public bool IsTransient { get; init; }

    /// <summary>How long the server asks to wait before the next try; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
