using MlDash.Ids;
using MlDash.Protocol;
using MlDash.Server.Documents;
using MlDash.Server.Http;

namespace MlDash.Server.Nodes;

/// <summary>Where a new node goes.</summary>
/// <param name="Project">The project it goes into.</param>
/// <param name="Parent">The node above, or null directly below the project.</param>
internal sealed record Place(ProjectDocument Project, NodeDocument? Parent)
{
    /// <summary>The experiment record that things placed here belong to, or null.</summary>
    public string? ExperimentId => Parent?.ExperimentId;

    /// <summary>The folder path of things placed here.</summary>
    public string Path => Parent switch
    {
        null => "",
        // Paths begin again inside an experiment.
        { Type: NodeType.Experiment } => "",
        { } folder => folder.FullPath,
    };
}

/// <summary>Makes folders, experiments and files: always an upsert by (parent, type, name).</summary>
internal sealed class NodeTree(StoreCollections stores, NodeAccess access, Snowflake ids, TimeProvider clock)
{
    /// <summary>Finds the parent that a request names: an id, or ROOT for the top of the project or, with an experiment given, of that experiment.</summary>
    public async Task<Place> FindPlaceAsync(ProjectDocument project, string? parentId, string? experimentId, CancellationToken cancellationToken)
    {
        NodeDocument? parent = null;
        if (parentId is not (null or "" or NodeType.Root))
            parent = await stores.Nodes.GetAsync(parentId, cancellationToken) ?? throw ApiException.NotFound("such parent");
        else if (experimentId is not null)
            parent = await access.FindExperimentAsync(experimentId, cancellationToken) ?? throw ApiException.NotFound("such experiment");
        if (parent is not null && (parent.DeletedAt is not null || parent.ProjectId != project.Id))
            throw ApiException.NotFound("such parent");
        if (parent?.Type == NodeType.File)
            throw ApiException.Malformed($"'{parent.Name}' is a file; nothing can lie below it.");
        if (parent is not null && experimentId is not null && parent.ExperimentId != experimentId)
            throw ApiException.Malformed("'parentId' and 'experimentId' belong to different experiments.");
        return new Place(project, parent);
    }

    public async Task<NodeDocument> UpsertFolderAsync(Place place, string? name, CancellationToken cancellationToken)
    {
        NodeNames.Check(name, "a folder");
        var (node, _) = await stores.Nodes.GetOrInsertAsync(Unique(place, NodeType.Folder, name!), () => New(place, NodeType.Folder, name!), cancellationToken);
        return node;
    }

    /// <summary>Opens an experiment: made, or its given members replaced and its status RUNNING again.</summary>
    public async Task<NodeDocument> UpsertExperimentAsync(Place place, string? name, ExperimentGiven given, CancellationToken cancellationToken)
    {
        NodeNames.CheckSegment(name, "an experiment");
        if (place.ExperimentId is not null)
            throw ApiException.Malformed("An experiment lies below a project or its folders, not inside another experiment.");
        while (true)
        {
            var (node, made) = await stores.Nodes.GetOrInsertAsync(Unique(place, NodeType.Experiment, name!), () =>
            {
                var fresh = New(place, NodeType.Experiment, name!) with { ExperimentId = ids.Next() };
                return given.ApplyTo(fresh with { Run = new(RunStatus.Running, fresh.CreatedAt, null, null, false, []) });
            }, cancellationToken);
            if (made)
                return node;
            var now = Now();
            var reopened = await stores.Nodes.ChangeAsync(node.Id, n =>
            {
                if (n.DeletedAt is not null)
                    return null;
                WriteProtection.RefuseAll(n);
                return given.ApplyTo(n with
                {
                    UpdatedAt = now,
                    Run = n.Run! with { Status = RunStatus.Running, StartedAt = now, EndedAt = null, Error = null },
                });
            }, cancellationToken);
            // Deleted in between: created again.
            if (reopened is not null)
                return reopened;
        }
    }

    /// <summary>Puts new bytes under a name. Answers the node and the bytes that it held before, to be freed.</summary>
    /// <exception cref="ApiException">409: it should replace a file that is not there, or no longer.</exception>
    public async Task<(NodeDocument Node, PhysicalFile? Before)> UpsertFileAsync(Place place, string name, FileGiven given, CancellationToken cancellationToken)
    {
        var unique = Unique(place, NodeType.File, name);
        while (true)
        {
            var (node, made) = given.NeedsFile
                ? (await stores.Nodes.GetByUniqueAsync(unique, cancellationToken) ?? throw FileGiven.Other(name), false)
                : await stores.Nodes.GetOrInsertAsync(unique, () => given.ApplyTo(New(place, NodeType.File, name)), cancellationToken);
            if (made)
                return (node, null);
            PhysicalFile? before = null;
            var replaced = await stores.Nodes.ChangeAsync(node.Id, n =>
            {
                before = n.File;
                if (n.DeletedAt is not null)
                    return null;
                given.RefuseOther(n);
                return given.ApplyTo(n with { UpdatedAt = Now() });
            }, cancellationToken);
            if (replaced is not null)
                return (replaced, before);
        }
    }

    private NodeDocument New(Place place, string type, string name)
    {
        var now = Now();
        return new NodeDocument(ids.Next(), type, place.Project.NamespaceId, place.Project.Id, place.Parent?.Id, place.ExperimentId, name, place.Path)
        {
            CreatedAt = now,
            UpdatedAt = now,
        };
    }

    private string Now() => IsoTime.Format(clock.GetUtcNow());

    private static string Unique(Place place, string type, string name) =>
        StoreCollections.NodeUnique(place.Project.Id, place.Parent?.Id, type, name);
}

/// <summary>What an open gives; absent members stay, present ones replace whole.</summary>
internal sealed record ExperimentGiven(
    string? Description, IReadOnlyList<string>? Tags, IReadOnlyList<string>? Bindrs, RawJson? Metadata, bool WriteProtected)
{
    public NodeDocument ApplyTo(NodeDocument node) => node with
    {
        Description = Description ?? node.Description,
        Tags = Tags ?? node.Tags,
        Metadata = Metadata ?? node.Metadata,
        Run = node.Run! with { Bindrs = Bindrs ?? node.Run.Bindrs, WriteProtected = WriteProtected, OpenedProtected = WriteProtected },
    };
}

/// <summary>What an upload gives.</summary>
/// <param name="Description">Its description; null stays as it is, as with what follows.</param>
/// <param name="Tags">Its tags.</param>
/// <param name="Metadata">Its metadata.</param>
/// <param name="File">Its bytes.</param>
/// <param name="Replaces">The checksum of the file that is replaced, <see cref="RequestMembers.NoFile"/>, or null for any.</param>
internal sealed record FileGiven(string? Description, IReadOnlyList<string>? Tags, RawJson? Metadata, PhysicalFile File, string? Replaces = null)
{
    /// <summary>Whether there has to be a file already.</summary>
    public bool NeedsFile => Replaces is not (null or RequestMembers.NoFile);

    /// <summary>Refuses to replace another file than is meant.</summary>
    /// <exception cref="ApiException">409.</exception>
    public void RefuseOther(NodeDocument node)
    {
        if (Replaces is not null && Replaces != node.File?.Checksum)
            throw Other(node.Name);
    }

    public static ApiException Other(string name) =>
        ApiException.Conflict($"File '{name}' is not the one that 'replaces' names. Read it again, then send the change.");

    public NodeDocument ApplyTo(NodeDocument node) => node with
    {
        Description = Description ?? node.Description,
        Tags = Tags ?? node.Tags,
        Metadata = Metadata ?? node.Metadata,
        File = File,
    };
}
