using MlDash.Protocol;
using MlDash.Server.Diagnostics;
using MlDash.Server.Documents;
using MlDash.Server.Settings;
using MlDash.Server.Stores;

namespace MlDash.Server.Removal;

/// <summary>
/// What is in the recycle bin, and how it leaves it for good. Servers on the same stores may all work with it at once: each step of a removal is taken by one,
/// and what follows may be done twice.
/// </summary>
internal sealed class RecycleBin(
    StoreCollections stores, NodeDeletion deletion, NodeRestoring restoring, NodePurge purge, ServerSettings settings, TimeProvider clock)
{
    private const int LoadedAtOnce = 100;

    /// <summary>When a node that was removed at a time is deleted for good.</summary>
    public string PurgeAt(string deletedAt) =>
        IsoTime.TryParse(deletedAt, out var time) ? IsoTime.Format(time + settings.RecycleTime) : deletedAt;

    /// <summary>A page of what is in some bins, the last removed first.</summary>
    /// <param name="keys">The lists of these bins.</param>
    /// <param name="type">The type of the nodes; null for all.</param>
    /// <param name="offset">How many to skip.</param>
    /// <param name="limit">The most to answer.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    public async Task<RecycledPage> ListAsync(
        IReadOnlyCollection<string> keys, string? type, int offset, int limit, CancellationToken cancellationToken)
    {
        var heads = (await stores.Nodes.HeadsAsync(keys, 0, int.MaxValue, cancellationToken)).Where(head => type is null || head.Label == type).ToList();
        var nodes = await stores.Nodes.OfHeadsAsync([.. heads.Skip(offset).Take(limit)], cancellationToken);
        var projects = await stores.Projects.GetAsync([.. nodes.Select(n => n.ProjectId).Distinct()], cancellationToken);
        return new RecycledPage(
            [
                .. nodes.Where(n => n.Removal is not null && projects.ContainsKey(n.ProjectId))
                    .Select(n => ToWire(n, n.Removal!, projects[n.ProjectId])),
            ], heads.Count, offset + limit < heads.Count);
    }

    /// <summary>Deletes a removal for good.</summary>
    /// <returns>How many bytes are free; null when it is not in the bin.</returns>
    public async Task<long?> PurgeAsync(NodeDocument node, CancellationToken cancellationToken)
    {
        var top = await stores.Nodes.ChangeAsync(node.Id, n => n switch
        {
            { DeletedAt: not null, Removal: { Step: RemovalStep.Removed } removal } => n with { Removal = removal with { Step = RemovalStep.Purging } },
            { DeletedAt: not null, Removal.Step: RemovalStep.Purging } => n,
            _ => null,
        }, cancellationToken);
        if (top is null)
            return null;
        CrashPoint.Pass("recycle.purging");
        // What came while it was removed goes with it.
        await deletion.MarkBelowAsync(top, top.Removal!, cancellationToken);
        var freed = 0L;
        foreach (var one in await stores.Nodes.ListAsync(StoreCollections.RemovalKey(top.Removal!.Id), cancellationToken))
        {
            if (one.Id == top.Id)
                continue;
            freed += await PurgeOneAsync(one, cancellationToken);
            CrashPoint.Pass("recycle.purged");
        }
        return freed + await PurgeOneAsync(top, cancellationToken);
    }

    /// <summary>Ends what a server that died had begun. Called from time to time, by every server.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        foreach (var some in (await stores.Nodes.HeadsAsync(StoreCollections.RecycleWorkKey, cancellationToken)).Chunk(LoadedAtOnce))
        {
            await EachAsync(await stores.Nodes.OfHeadsAsync(some, cancellationToken), top => top.Removal?.Step switch
            {
                RemovalStep.Removing => deletion.FinishAsync(top, cancellationToken),
                RemovalStep.Restoring => restoring.FinishAsync(top, cancellationToken),
                _ => PurgeAsync(top, cancellationToken),
            });
        }
    }

    /// <summary>Deletes for good what has been in the bin for its time. Called from time to time, by every server.</summary>
    public async Task PurgeDueAsync(CancellationToken cancellationToken)
    {
        var lowest = StoreCollections.EarliestFirst(IsoTime.Format(clock.GetUtcNow() - settings.RecycleTime));
        var due = new ListStretch(StoreCollections.RecycledFirstKey, IsSecond: true, After: null, lowest);
        await foreach (var some in stores.Nodes.WalkAsync([due], LoadedAtOnce, cancellationToken).Chunk(LoadedAtOnce))
        {
            await EachAsync(await stores.Nodes.OfHeadsAsync(some, cancellationToken), node => PurgeAsync(node, cancellationToken));
        }
    }

    /// <summary>Works at some entries; one that fails does not keep the others, and is reported at the end.</summary>
    private static async Task EachAsync(IEnumerable<NodeDocument> tops, Func<NodeDocument, Task> work)
    {
        var failures = new List<Exception>();
        foreach (var top in tops)
        {
            try
            {
                await work(top);
            }
#pragma warning disable CA1031 // It is thrown once the others are done.
            catch (Exception failure) when (failure is not OperationCanceledException)
#pragma warning restore CA1031
            {
                failures.Add(failure);
            }
        }
        if (failures.Count > 0)
            throw new AggregateException(failures);
    }

    /// <summary>Deletes one node; of an experiment, also what was removed from it before.</summary>
    private async Task<long> PurgeOneAsync(NodeDocument node, CancellationToken cancellationToken)
    {
        var freed = 0L;
        if (node.Type == NodeType.Experiment)
        {
            foreach (var inner in await stores.Nodes.ListAsync(StoreCollections.DeletedOfExperimentKey(node.ExperimentId!), cancellationToken))
                freed += await purge.RunAsync(inner, cancellationToken);
        }
        return freed + await purge.RunAsync(node, cancellationToken);
    }

    private RecycledWire ToWire(NodeDocument n, NodeRemoval removal, ProjectDocument project) => new(
        n.Id, n.Type, n.Name, n.FullPath, project.NamespaceSlug, project.Slug, n.ProjectId, n.ExperimentId,
        removal.At, removal.By, PurgeAt(removal.At), removal.Bytes, removal.Experiments, removal.Nodes);
}
