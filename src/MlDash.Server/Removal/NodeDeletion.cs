using MlDash.Ids;
using MlDash.Protocol;
using MlDash.Server.Diagnostics;
using MlDash.Server.Documents;
using MlDash.Server.Http;
using MlDash.Server.Identity;
using MlDash.Server.Nodes;

namespace MlDash.Server.Removal;

/// <summary>
/// Moves nodes into the recycle bin: marked, and gone from every list. The top says first that it is being removed, and is marked last: a removal that was
/// begun is ended by a repeat of the request or by the housekeeping of any server.
/// </summary>
internal sealed class NodeDeletion(StoreCollections stores, NodeAccess access, Snowflake ids, TimeProvider clock)
{
    /// <summary>The most nodes that one call deletes.</summary>
    public const int MostNodes = 100_000;

    private const int LoadedAtOnce = 500;

    /// <summary>
    /// Deletes a leaf, or with <paramref name="recursive"/> all that lies below it too, deepest first. Nothing is deleted when one experiment of it is
    /// write-protected.
    /// </summary>
    /// <returns>The top, as it is in the recycle bin.</returns>
    public async Task<NodeDocument> DeleteAsync(NodeDocument node, bool recursive, Caller caller, CancellationToken cancellationToken)
    {
        if (node.Removal is null)
        {
            WriteProtection.RefuseAll(
                node.Type == NodeType.Experiment || node.ExperimentId is null ? node : await access.FindExperimentAsync(node.ExperimentId, cancellationToken));
            var below = recursive ? await BelowAsync([node.Id], node.ProjectId, Refuse, cancellationToken)
                : await ChildrenAsync([node.Id], node.ProjectId, cancellationToken);
            if (below.Count > 0 && !recursive)
                throw ApiException.Conflict($"'{node.Name}' holds {below.Count} nodes. Delete them first, or ask with ?recursive=true.");
        }
        var removal = new NodeRemoval(ids.Next(), RemovalStep.Removing, caller.Username, IsoTime.Format(clock.GetUtcNow()));
        var top = await stores.Nodes.ChangeAsync(
            node.Id, n => n.DeletedAt is null ? n with { Removal = n.Removal ?? removal } : n, cancellationToken) ?? throw ApiException.NotFound("such node");
        CrashPoint.Pass("node.removing");
        return await FinishAsync(top, cancellationToken) ?? throw ApiException.NotFound("such node");

        void Refuse(int count)
        {
            if (count > MostNodes)
                throw ApiException.Conflict($"'{node.Name}' holds more than {MostNodes} nodes. Delete what lies in it part by part.");
        }
    }

    /// <summary>Ends a removal that was begun; null when the node is gone.</summary>
    public async Task<NodeDocument?> FinishAsync(NodeDocument top, CancellationToken cancellationToken)
    {
        if (top is not { DeletedAt: null, Removal: { Step: RemovalStep.Removing } removal })
            return top;
        await MarkBelowAsync(top, removal, cancellationToken);
        var done = await MarkTopAsync(top, removal, cancellationToken);
        // What a request made that had found its place before it was marked.
        if (await MarkBelowAsync(top, removal, cancellationToken) > 0)
            done = await MarkTopAsync(top, removal, cancellationToken);
        // Another server ended the removal before, and it was restored since: what was marked too late comes back.
        if (done is { DeletedAt: null } && await stores.Nodes.GetAsync(top.Id, cancellationToken) is { DeletedAt: null } back)
        {
            await UnmarkAsync(removal, cancellationToken);
            return back;
        }
        return done;
    }

    /// <summary>Marks all that is still there below the nodes of a removal.</summary>
    /// <returns>How many nodes it found.</returns>
    public async Task<int> MarkBelowAsync(NodeDocument top, NodeRemoval removal, CancellationToken cancellationToken)
    {
        var marked = (await stores.Nodes.HeadsAsync(StoreCollections.RemovalKey(removal.Id), cancellationToken)).Select(head => head.Id);
        var below = await BelowAsync([top.Id, .. marked.Where(id => id != top.Id)], top.ProjectId, refuse: null, cancellationToken);
        // The list goes down level by level, so that from its end every node comes before the one it lies in.
        for (var i = below.Count - 1; i >= 0; i--)
        {
            await stores.Nodes.ChangeAsync(
                below[i],
                n => n.DeletedAt is null && n.RestoredFrom != removal.Id
                    ? n with { DeletedAt = removal.At, UpdatedAt = removal.At, RemovalId = removal.Id, Removal = null } : n,
                cancellationToken);
            CrashPoint.Pass("node.deleted");
        }
        return below.Count;
    }

    private async Task UnmarkAsync(NodeRemoval removal, CancellationToken cancellationToken)
    {
        var now = IsoTime.Format(clock.GetUtcNow());
        foreach (var late in await stores.Nodes.HeadsAsync(StoreCollections.RemovalKey(removal.Id), cancellationToken))
        {
            await stores.Nodes.ChangeAsync(
                late.Id, n => n.RemovalId == removal.Id && n.Removal is null
                    ? n with { DeletedAt = null, UpdatedAt = now, RemovalId = null, RestoredFrom = removal.Id } : n,
                cancellationToken);
        }
    }

    private async Task<NodeDocument?> MarkTopAsync(NodeDocument top, NodeRemoval removal, CancellationToken cancellationToken)
    {
        var taken = await stores.Nodes.ListAsync(StoreCollections.RemovalKey(removal.Id), cancellationToken);
        var counted = removal.Counting([top, .. taken.Where(n => n.Id != top.Id)]) with { Step = RemovalStep.Removed };
        var done = await stores.Nodes.ChangeAsync(
            top.Id, n => n.Removal?.Id == removal.Id && n.Removal.Step is RemovalStep.Removing or RemovalStep.Removed
                ? n with { DeletedAt = removal.At, UpdatedAt = removal.At, RemovalId = removal.Id, Removal = counted } : n,
            cancellationToken);
        CrashPoint.Pass("node.deleted");
        return done;
    }

    /// <summary>The nodes below some, level by level.</summary>
    /// <param name="tops">These.</param>
    /// <param name="projectId">Their project.</param>
    /// <param name="refuse">Refuses a number of nodes; with it, write-protected experiments are refused too.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    private async Task<List<string>> BelowAsync(
        IReadOnlyCollection<string> tops, string projectId, Action<int>? refuse, CancellationToken cancellationToken)
    {
        var all = new List<string>();
        var level = await ChildrenAsync(tops, projectId, cancellationToken);
        while (level.Count > 0)
        {
            all.AddRange(level);
            refuse?.Invoke(all.Count);
            foreach (var some in refuse is null ? [] : level.Chunk(LoadedAtOnce))
            {
                foreach (var (_, experiment) in (await stores.Nodes.GetAsync(some, cancellationToken)).Where(n => n.Value.Type == NodeType.Experiment))
                    WriteProtection.RefuseAll(experiment);
            }
            level = await ChildrenAsync(level, projectId, cancellationToken);
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
}
