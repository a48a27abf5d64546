using MlDash.Protocol;

namespace MlDash.Server.Http;

/// <summary>A request that cannot be done; becomes the error body.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="code">The code for programs.</param>
/// <param name="message">What is wrong, where, and what to do.</param>
internal sealed class ApiException(int status, string code, string message) : Exception(message)
{
    public int Status => status;

    public string Code => code;

    /// <summary>Seconds after which to try again, or null.</summary>
    public int? RetryAfter { get; init; }

    public static ApiException Malformed(string message) => new(StatusCodes.Status400BadRequest, WireErrors.Malformed, message);

    public static ApiException Unauthorized(string message) => new(StatusCodes.Status401Unauthorized, WireErrors.Unauthorized, message);

    public static ApiException Forbidden(string message) => new(StatusCodes.Status403Forbidden, WireErrors.Forbidden, message);

    /// <summary>The user may do it, but not with this token.</summary>
    /// <param name="has">The scope of the token.</param>
    /// <param name="needed">The one that it needs.</param>
    public static ApiException OutOfScope(string has, string needed) => new(StatusCodes.Status403Forbidden, WireErrors.OutOfScope,
        $"The token has scope {has}; this needs scope {needed}. Use a token with that scope.");

    public static ApiException WriteProtected(string message) => new(StatusCodes.Status403Forbidden, WireErrors.WriteProtected, message);

    /// <summary>Nothing there, or nothing that the caller may know of: the same words for both.</summary>
    public static ApiException NotFound(string what) =>
        new(StatusCodes.Status404NotFound, WireErrors.NotFound, $"There is no {what}, or you may not see it.");

    public static ApiException Conflict(string message) => new(StatusCodes.Status409Conflict, WireErrors.Conflict, message);

    public static ApiException TooLarge(string what, long limit) =>
        new(StatusCodes.Status413PayloadTooLarge, WireErrors.TooLarge, $"The {what} is larger than {limit} bytes. Send it in smaller parts.");
}
