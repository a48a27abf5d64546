using System.Collections.Concurrent;
using MlDash.Protocol;
using MlDash.Server.Documents;
using MlDash.Server.Http;
using MlDash.Server.Identity;

namespace MlDash.Server.Nodes;

/// <summary>Finds nodes, experiments and projects for a caller; what is deleted or not the caller's is not found.</summary>
internal sealed class NodeAccess(StoreCollections stores, NamespaceAccess namespaces)
{
    private const int MostRemembered = 100_000;

    // An experiment's node never changes; only the pair of ids is kept, nothing that could be stale.
    private readonly ConcurrentDictionary<string, string> _nodeOfExperiment = new(StringComparer.Ordinal);

    public async Task<NodeDocument> RequireNodeAsync(string id, Caller caller, Role needed, CancellationToken cancellationToken)
    {
        if (await stores.Nodes.GetAsync(id, cancellationToken) is not { DeletedAt: null } node)
            throw ApiException.NotFound("such node");
        await namespaces.RequireAsync(node, caller, needed, "such node", cancellationToken);
        return node;
    }

    /// <summary>The EXPERIMENT node of an experiment record.</summary>
    public async Task<NodeDocument> RequireExperimentAsync(string experimentId, Caller caller, Role needed, CancellationToken cancellationToken)
    {
        if (await FindExperimentAsync(experimentId, cancellationToken) is not { } node)
            throw ApiException.NotFound("such experiment");
        await namespaces.RequireAsync(node, caller, needed, "such experiment", cancellationToken);
        return node;
    }

    /// <summary>The EXPERIMENT node of an experiment whose parameters, files or tracks are to be changed.</summary>
    public async Task<NodeDocument> RequireContentAsync(string experimentId, Caller caller, CancellationToken cancellationToken)
    {
        var experiment = await RequireExperimentAsync(experimentId, caller, Role.Editor, cancellationToken);
        WriteProtection.RefuseContent(experiment);
        return experiment;
    }

    /// <summary>The EXPERIMENT node of an experiment that logs or points come for.</summary>
    public async Task<NodeDocument> RequireBatchesAsync(string experimentId, Caller caller, CancellationToken cancellationToken)
    {
        var experiment = await RequireExperimentAsync(experimentId, caller, Role.Editor, cancellationToken);
        WriteProtection.RefuseBatch(experiment);
        return experiment;
    }

    /// <summary>Refuses to change a folder or file of a protected experiment; the experiment's own node is looked at when it is changed.</summary>
    public async Task RefuseProtectedContentAsync(NodeDocument? node, CancellationToken cancellationToken)
    {
        if (node is { Type: NodeType.Experiment })
            WriteProtection.RefuseContent(node);
        else if (node is { ExperimentId: { } id })
            WriteProtection.RefuseContent(await FindExperimentAsync(id, cancellationToken));
    }

    public async Task<ProjectDocument> RequireProjectAsync(string id, Caller caller, Role needed, CancellationToken cancellationToken)
    {
        if (await stores.Projects.GetAsync(id, cancellationToken) is not { DeletedAt: null } project)
            throw ApiException.NotFound("such project");
        await namespaces.RequireAsync(project, caller, needed, "such project", cancellationToken);
        return project;
    }

    /// <summary>The project of a namespace; null when there is none, or none that the caller may know of.</summary>
    /// <param name="space">The slug of the namespace; null: the caller's own.</param>
    /// <param name="slug">The slug of the project.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="cancellationToken">Ends the look-up.</param>
    public async Task<ProjectDocument?> FindProjectAsync(string? space, string slug, Caller caller, CancellationToken cancellationToken) =>
        await namespaces.FindAsync(space ?? caller.Username, caller, cancellationToken) is { } found && caller.Scope.Covers(found.Slug, slug)
            ? await stores.Projects.GetByUniqueAsync(StoreCollections.ProjectUnique(found.Id, slug), cancellationToken)
            : null;

    /// <summary>The experiment with a path inside a project that was found for the caller; of two, the one changed last.</summary>
    public async Task<NodeDocument?> FindExperimentAsync(ProjectDocument project, string path, CancellationToken cancellationToken) =>
        await stores.Nodes.ListAsync(StoreCollections.ExperimentPathKey(project.Id, path), 0, 1, cancellationToken) is [var found] ? found : null;

    /// <summary>A project to remove, which may be one whose removal has begun; null when it is gone.</summary>
    public async Task<ProjectDocument?> FindProjectToRemoveAsync(string id, Caller caller, CancellationToken cancellationToken)
    {
        if (await stores.Projects.GetAsync(id, cancellationToken) is not { } project)
            return null;
        await namespaces.RequireAsync(project, caller, Role.Owner, "such project", cancellationToken);
        return project;
    }

    /// <summary>A node that was deleted; null when it was not, or is not there.</summary>
    public async Task<NodeDocument?> FindDeletedAsync(string id, Caller caller, CancellationToken cancellationToken)
    {
        if (await stores.Nodes.GetAsync(id, cancellationToken) is not { DeletedAt: not null } node)
            return null;
        await namespaces.RequireAsync(node, caller, Role.Editor, "such node", cancellationToken);
        return node;
    }

    /// <summary>Whether there is a node, deleted or not, whoever asks.</summary>
    public async Task<bool> IsThereAsync(string id, CancellationToken cancellationToken) => await stores.Nodes.GetAsync(id, cancellationToken) is not null;

    /// <summary>The live node of an experiment record, whoever asks.</summary>
    public async Task<NodeDocument?> FindExperimentAsync(string experimentId, CancellationToken cancellationToken)
    {
        if (!_nodeOfExperiment.TryGetValue(experimentId, out var nodeId))
        {
            var heads = await stores.Nodes.HeadsAsync(StoreCollections.ExperimentKey(experimentId), cancellationToken);
            if (heads.Count == 0)
                return null;
            nodeId = heads[0].Id;
            if (_nodeOfExperiment.Count >= MostRemembered)
                _nodeOfExperiment.Clear();
            _nodeOfExperiment[experimentId] = nodeId;
        }
        return await stores.Nodes.GetAsync(nodeId, cancellationToken) is { DeletedAt: null } node ? node : null;
    }
}
