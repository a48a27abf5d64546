namespace MlDash.Server.Stores;

/// <summary>The kinds of documents, by the names that stores know them by.</summary>
internal static class DocumentKind
{
    public const string User = "user";
    public const string Namespace = "namespace";
    public const string Token = "token";
    public const string Device = "device";
    public const string Session = "session";
    public const string Idempotency = "idempotency";
    public const string Project = "project";
    public const string Node = "node";
    public const string Parameters = "parameters";
    public const string Metric = "metric";
    public const string Track = "track";

    /// <summary>When experiments that are open gave a sign of life.</summary>
    public const string Sign = "sign";

    /// <summary>What the server itself keeps.</summary>
    public const string Setting = "setting";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
        [User, Namespace, Token, Device, Session, Idempotency, Project, Node, Parameters, Metric, Track, Sign, Setting];
}
