using MlDash.Protocol;
using MlDash.Server.Diagnostics;
using MlDash.Server.Documents;
using MlDash.Server.Http;
using MlDash.Server.Nodes;

namespace MlDash.Server.Removal;

/// <summary>Soft deletion: marked, and gone from every list. Started again after a crash, it continues with what is left.</summary>
internal sealed class NodeDeletion(StoreCollections stores, NodeAccess access, TimeProvider clock)
{
    /// <summary>The most nodes that one call deletes.</summary>
    public const int MostNodes = 100_000;

    private const int LoadedAtOnce = 500;

    /// <summary>
    /// Deletes a leaf, or with <paramref name="recursive"/> all that lies below it too, deepest first. Nothing is deleted when one experiment of it is
    /// write-protected.
    /// </summary>
    public async Task<NodeDeleted> DeleteAsync(NodeDocument node, bool recursive, CancellationToken cancellationToken)
    {
        WriteProtection.RefuseAll(
            node.Type == NodeType.Experiment || node.ExperimentId is null ? node : await access.FindExperimentAsync(node.ExperimentId, cancellationToken));
        var below = recursive ? await BelowAsync(node, cancellationToken) : await ChildrenAsync([node.Id], node.ProjectId, cancellationToken);
        if (below.Count > 0 && !recursive)
            throw ApiException.Conflict($"'{node.Name}' holds {below.Count} nodes. Delete them first, or ask with ?recursive=true.");
        // The list goes down level by level, so that from its end every node comes before the one it lies in.
        for (var i = below.Count - 1; i >= 0; i--)
            await MarkAsync(below[i], cancellationToken);
        var deleted = await MarkAsync(node.Id, cancellationToken);
        return new NodeDeleted(node.Id, deleted?.DeletedAt ?? throw ApiException.NotFound("such node"));
    }

    private async Task<List<string>> BelowAsync(NodeDocument node, CancellationToken cancellationToken)
    {
        var all = new List<string>();
        var level = await ChildrenAsync([node.Id], node.ProjectId, cancellationToken);
        while (level.Count > 0)
        {
            all.AddRange(level);
            if (all.Count > MostNodes)
                throw ApiException.Conflict($"'{node.Name}' holds more than {MostNodes} nodes. Delete what lies in it part by part.");
            foreach (var some in level.Chunk(LoadedAtOnce))
            {
                foreach (var (_, experiment) in (await stores.Nodes.GetAsync(some, cancellationToken)).Where(n => n.Value.Type == NodeType.Experiment))
                    WriteProtection.RefuseAll(experiment);
            }
            level = await ChildrenAsync(level, node.ProjectId, cancellationToken);
        }
        return all;
    }

    private async Task<List<string>> ChildrenAsync(IReadOnlyCollection<string> parents, string projectId, CancellationToken cancellationToken)
    {
        var children = new List<string>();
        foreach (var some in parents.Chunk(LoadedAtOnce))
        {
            var heads = await stores.Nodes.HeadsAsync([.. some.Select(id => StoreCollections.ChildrenKey(projectId, id))], 0, MostNodes + 1, cancellationToken);
            children.AddRange(heads.Select(h => h.Id));
        }
        return children;
    }

    private async Task<NodeDocument?> MarkAsync(string id, CancellationToken cancellationToken)
    {
        var now = IsoTime.Format(clock.GetUtcNow());
        var deleted = await stores.Nodes.ChangeAsync(id, n => n.DeletedAt is null ? n with { DeletedAt = now, UpdatedAt = now } : n, cancellationToken);
        CrashPoint.Pass("node.deleted");
        return deleted;
    }
}
