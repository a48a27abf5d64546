using MlDash.Protocol;

namespace MlDash.Storage.Outgoing;

/// <summary>What a fault says about the one thing that was sent, as against the server as a whole.</summary>
internal static class Refusals
{
    private const int Malformed = 400;
    private const int Missing = 404;
    private const int NoMethod = 405;
    private const int Conflict = 409;
    private const int TooLarge = 413;
    private const int Unprocessable = 422;
    private const int NotImplemented = 501;

    /// <summary>Whether a smaller request may pass. Proxies say so too.</summary>
    public static bool IsTooLarge(MlDashException fault) => fault.ServerStatus == TooLarge;

    /// <summary>Whether the server will never take the request as it is. What a page on the way says counts for nothing.</summary>
    public static bool IsOfContent(MlDashException fault) =>
        IsTooLarge(fault) || fault is { ServerStatus: Malformed or Conflict or Unprocessable, ServerCode: not null };

    /// <summary>Whether the server will never take a thing that is sent whole. Bytes that were spoiled on their way may arrive the next time.</summary>
    public static bool IsForGood(MlDashException fault) => IsOfContent(fault) && fault.ServerCode is not (WireErrors.WrongChecksum or WireErrors.KeyReused);

    /// <summary>Whether the call itself is not let through, or what it is about is missing. Whoever says so.</summary>
    public static bool IsOfCall(MlDashException fault) => fault.ServerStatus is Missing or NoMethod or NotImplemented;

    /// <summary>Whether the server itself says that there is no such thing.</summary>
    public static bool IsMissing(MlDashException fault) => fault is { ServerStatus: Missing, ServerCode: not null };

    /// <summary>Whether the server has had another request under the same key.</summary>
    public static bool IsKeyReused(MlDashException fault) => fault is { ServerStatus: Unprocessable, ServerCode: WireErrors.KeyReused };

    /// <summary>Whether the rest can continue: the fault is of one stream, one file or one document, here or there.</summary>
    public static bool IsOfOnePart(MlDashException fault) =>
        IsOfContent(fault) || IsMissing(fault) || (fault.ServerStatus is null && fault is not (NetworkException or AuthenticationException));

    /// <summary>Whether a file could not be sent for a reason that is not the file's own, so that it may be sent later.</summary>
    public static bool IsOfServer(MlDashException fault) => fault is NetworkException or AuthenticationException || fault.ServerStatus is not null
        ? !IsOfContent(fault)
        : false;
}
