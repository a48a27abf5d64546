namespace MlDash.Protocol;

/// <summary>The names of members that only requests have, and those of the envelope of a query.</summary>
public static class RequestMembers
{
    /// <summary>Which client asks for a device login.</summary>
    public const string ClientId = "client_id";

    /// <summary>What a device login is for.</summary>
    public const string Scope = "scope";

    /// <summary>SHA-256 of the secret that the machine keeps.</summary>
    public const string DeviceSecretHash = "device_secret_hash";

    /// <summary>Part of a form: the bytes of a file.</summary>
    public const string File = "file";

    /// <summary>Part of a form: the checksum of the file that is replaced, or <see cref="NoFile"/>; another file stays. The public service takes any.</summary>
    public const string Replaces = "replaces";

    /// <summary>Of <see cref="Replaces"/>: there is no file yet.</summary>
    public const string NoFile = "none";

    /// <summary>The project of a new node by its name; it is created when missing.</summary>
    public const string ProjectSlug = "projectSlug";

    /// <summary>On the open of an experiment: whether its client gives signs of life while it records. The public service ignores it.</summary>
    public const string Heartbeat = "heartbeat";

    /// <summary>The points of a batch.</summary>
    public const string DataPoints = "dataPoints";

    /// <summary>The track entries of a batch.</summary>
    public const string Entries = "entries";

    /// <summary>Batches of several streams.</summary>
    public const string Batches = "batches";

    /// <summary>Of one of these batches: what it adds to, one of <see cref="BatchKinds"/>.</summary>
    public const string Kind = "kind";

    /// <summary>Of one of these batches: its idempotency key.</summary>
    public const string Key = "key";

    /// <summary>Of one of these batches: the body of the call for its one stream.</summary>
    public const string Body = "body";

    /// <summary>The GraphQL document of a query.</summary>
    public const string Query = "query";

    /// <summary>The variables of a query.</summary>
    public const string Variables = "variables";

    /// <summary>What a query answers.</summary>
    public const string Data = "data";

    /// <summary>What is wrong with a query; absent when nothing is.</summary>
    public const string Errors = "errors";
}
