namespace MlDash.Protocol;

/// <summary>A project.</summary>
public sealed record ProjectWire(
    string Id, string Slug, string Name, string? Description, IReadOnlyList<string> Tags, string NamespaceId, string CreatedAt, string UpdatedAt);

/// <summary>The stored bytes behind a FILE node.</summary>
public sealed record PhysicalFileWire(string Id, string Filename, string ContentType, long SizeBytes, string Checksum, string? S3Url);

/// <summary>A node of a project's tree: FOLDER, EXPERIMENT or FILE.</summary>
public sealed record NodeWire(
    string Id, string Type, string Name, string? Description, IReadOnlyList<string> Tags, RawJson? Metadata,
    string? ParentId, string ProjectId, string? ExperimentId, string PPath, string CreatedAt, string UpdatedAt, string? DeletedAt,
    PhysicalFileWire? PhysicalFile, string? Status, bool? WriteProtected, string? StartedAt, string? EndedAt, string? Error,
    IReadOnlyList<string>? Bindrs)
{
    /// <summary>When an open experiment gave its last sign of life.</summary>
    public string? LastSeen { get; init; }
}

/// <summary>Answer to a sign of life.</summary>
/// <param name="Status">The status of the experiment.</param>
/// <param name="LastSeen">When the last sign was noted; null when the experiment is not open.</param>
public sealed record HeartbeatWire(string Status, string? LastSeen);

/// <summary>The experiment record of an EXPERIMENT node.</summary>
public sealed record ExperimentWire(
    string Id, string Name, string? Description, IReadOnlyList<string> Tags, IReadOnlyList<string> Bindrs, RawJson? Metadata,
    string Status, bool WriteProtected, string ProjectId, string NodeId, string DisplayPath,
    string StartedAt, string? EndedAt, string? Error, string CreatedAt, string UpdatedAt);

/// <summary>Answer to a node of type PROJECT.</summary>
public sealed record ProjectAnswer(ProjectWire Project);

/// <summary>Answer to a node of type FOLDER.</summary>
public sealed record FolderAnswer(NodeWire Node);

/// <summary>Answer to a node of type EXPERIMENT.</summary>
public sealed record ExperimentAnswer(ExperimentWire Experiment, NodeWire Node, ProjectWire Project);

/// <summary>Answer to a node of type FILE.</summary>
public sealed record FileAnswer(NodeWire Node, PhysicalFileWire PhysicalFile);

/// <summary>Answer to the deletion of a node.</summary>
public sealed record NodeDeleted(string Id, string DeletedAt)
{
    /// <summary>When it is deleted for good; null when it is already.</summary>
    public string? PurgeAt { get; init; }

    /// <summary>Bytes that are free now; null while it is in the recycle bin.</summary>
    public long? BytesFreed { get; init; }
}

/// <summary>Answer to the deletion of a project.</summary>
public sealed record ProjectDeleted(string ProjectId, int Deleted, int Experiments, string Message)
{
    /// <summary>Bytes that are free now.</summary>
    public long BytesFreed { get; init; }
}

/// <summary>One hit of a file search; <c>Path</c> is relative to the experiment and ends in the name.</summary>
public sealed record FileHit(string Id, string Name, string Path, string? ExperimentId, PhysicalFileWire? PhysicalFile, string UpdatedAt);

/// <summary>A page of a file search.</summary>
public sealed record FileHits(IReadOnlyList<FileHit> Files, int Total);
