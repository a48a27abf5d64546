using MlDash.Protocol;

namespace MlDash.Server.Documents;

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

    /// <summary>Of a deleted node: the removal that took it; null where an earlier release deleted it, or its project is being deleted.</summary>
    public string? RemovalId { get; init; }

    /// <summary>The removal that it came back from last: a server that is late with that removal does not take it again.</summary>
    public string? RestoredFrom { get; init; }

    /// <summary>Of the top of a removal: the removal.</summary>
    public NodeRemoval? Removal { get; init; }

    /// <summary>Of EXPERIMENT nodes.</summary>
    public ExperimentState? Run { get; init; }

    /// <summary>Of FILE nodes.</summary>
    public PhysicalFile? File { get; init; }

    /// <summary>Path and name: <c>f1/f2/run-7</c>, <c>models/best/w.pt</c>.</summary>
    public string FullPath => Path.Length == 0 ? Name : $"{Path}/{Name}";
}
