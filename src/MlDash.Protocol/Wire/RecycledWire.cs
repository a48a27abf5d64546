namespace MlDash.Protocol;

/// <summary>An entry of the recycle bin: a removed node with all that was removed with it.</summary>
/// <param name="Id">The id of the node, which a restore and a purge name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Name">Its name.</param>
/// <param name="Path">Folders and name: below the experiment for what lies inside one, else below the project.</param>
/// <param name="Namespace">Slug of its namespace.</param>
/// <param name="Project">Slug of its project.</param>
/// <param name="ProjectId">Id of its project.</param>
/// <param name="ExperimentId">The experiment that it is or lies in; null for what lies in the project itself.</param>
/// <param name="DeletedAt">When it was removed.</param>
/// <param name="DeletedBy">Who removed it.</param>
/// <param name="PurgeAt">When it is deleted for good.</param>
/// <param name="SizeBytes">Bytes of the files in it.</param>
/// <param name="Experiments">How many experiments are in it.</param>
/// <param name="Nodes">How many nodes are in it, itself included.</param>
public sealed record RecycledWire(
    string Id, string Type, string Name, string Path, string Namespace, string Project, string ProjectId, string? ExperimentId,
    string DeletedAt, string DeletedBy, string PurgeAt, long SizeBytes, int Experiments, int Nodes);

/// <summary>A page of the recycle bin, the last removed first.</summary>
public sealed record RecycledPage(IReadOnlyList<RecycledWire> Entries, int Total, bool HasMore);
