using MlDash.Protocol;

namespace MlDash.Server.Documents;

/// <summary>A project of a namespace.</summary>
internal sealed record ProjectDocument(
    string Id, string NamespaceId, string NamespaceSlug, string Slug, string? Description, string CreatedAt, string UpdatedAt, string? DeletedAt);

/// <summary>The states of an experiment.</summary>
internal static class RunStatus
{
    public const string Running = "RUNNING";

    public static bool IsKnown(string status) => status is Running or "COMPLETED" or "FAILED" or "CANCELLED" or "ARCHIVED";
}

/// <summary>A node of a project's tree. An experiment's record lives in its node, so that both change as one.</summary>
/// <param name="Id">The node's id.</param>
/// <param name="Type">One of <see cref="NodeType"/>, never PROJECT.</param>
/// <param name="NamespaceId">Where it lies, for rights.</param>
/// <param name="ProjectId">Its project.</param>
/// <param name="ParentId">The node above, or null directly below the project.</param>
/// <param name="ExperimentId">The experiment record it belongs to; null for what lies in the project itself.</param>
/// <param name="Name">Its name among its siblings.</param>
/// <param name="Path">The folders above it, '/' between: below the experiment for what lies inside one, else below the project.</param>
internal sealed record NodeDocument(
    string Id, string Type, string NamespaceId, string ProjectId, string? ParentId, string? ExperimentId, string Name, string Path)
{
    public string? Description { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public RawJson? Metadata { get; init; }

    public required string CreatedAt { get; init; }

    public required string UpdatedAt { get; init; }

    public string? DeletedAt { get; init; }

    /// <summary>Of EXPERIMENT nodes.</summary>
    public ExperimentState? Run { get; init; }

    /// <summary>Of FILE nodes.</summary>
    public PhysicalFile? File { get; init; }

    /// <summary>Path and name: <c>f1/f2/run-7</c>, <c>models/best/w.pt</c>.</summary>
    public string FullPath => Path.Length == 0 ? Name : $"{Path}/{Name}";
}

/// <summary>What an experiment's record says beyond its node.</summary>
internal sealed record ExperimentState(
    string Status, string StartedAt, string? EndedAt, string? Error, bool WriteProtected, IReadOnlyList<string> Bindrs)
{
    /// <summary>Whether the open of the current run set the protection: that run records on.</summary>
    public bool OpenedProtected { get; init; }
}

/// <summary>The bytes behind a FILE node; a new version gets a new id.</summary>
internal sealed record PhysicalFile(string Id, string ContentType, long SizeBytes, string Checksum)
{
    public string BlobKey => KeyOf(Id);

    public static string KeyOf(string id) => $"files/{id}";
}
