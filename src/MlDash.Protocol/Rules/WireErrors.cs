namespace MlDash.Protocol;

/// <summary>The codes in the member <c>error</c> of an error body. Programs decide by them, never by the message, which may be reworded.</summary>
public static class WireErrors
{
    /// <summary>400: the request is not understood; the message says where.</summary>
    public const string Malformed = "malformed";

    /// <summary>401: the token is missing or not valid.</summary>
    public const string Unauthorized = "unauthorized";

    /// <summary>403: the caller has no right to do this.</summary>
    public const string Forbidden = "forbidden";

    /// <summary>403: the user has the right, but the scope of the token leaves it out.</summary>
    public const string OutOfScope = "out_of_scope";

    /// <summary>403: the caller would have the right, but the experiment is write-protected.</summary>
    public const string WriteProtected = "write_protected";

    /// <summary>404: there is no such thing, or the caller may not know of it.</summary>
    public const string NotFound = "not_found";

    /// <summary>405: the path exists, but not with this method.</summary>
    public const string MethodNotAllowed = "method_not_allowed";

    /// <summary>409: the request contradicts what is stored.</summary>
    public const string Conflict = "conflict";

    /// <summary>413: the request, or a part of it, is over a limit.</summary>
    public const string TooLarge = "too_large";

    /// <summary>415: the body is of a kind that is not read here.</summary>
    public const string UnsupportedMediaType = "unsupported_media_type";

    /// <summary>422: the bytes that arrived do not have the given checksum.</summary>
    public const string WrongChecksum = "wrong_checksum";

    /// <summary>422: the idempotency key belongs to another request.</summary>
    public const string KeyReused = "key_reused";

    /// <summary>429, and 503 for batches: more requests than the caller is granted.</summary>
    public const string TooManyRequests = "too_many_requests";

    /// <summary>500: the server failed.</summary>
    public const string Internal = "internal";

    /// <summary>503: the first request under this key is still at work.</summary>
    public const string StillRunning = "still_running";

    /// <summary>503: the server's disk is full.</summary>
    public const string StorageFull = "storage_full";

    /// <summary>503: a store of the server cannot be reached.</summary>
    public const string StoreAway = "store_away";

    /// <summary>503: the request was cancelled before it was answered.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>Any other status that the framework gave.</summary>
    public const string Other = "error";
}
