using MlDash.Protocol;
using MlDash.Server.Diagnostics;
using MlDash.Server.Documents;
using MlDash.Server.Http;
using MlDash.Server.Nodes;
using MlDash.Server.Stores;

namespace MlDash.Server.Removal;

/// <summary>
/// Brings a removal back out of the recycle bin. The top comes first: it takes its place, which may be taken, in one step. What was removed with it follows,
/// and a restore that was begun is ended by a repeat of the request or by the housekeeping of any server.
/// </summary>
internal sealed class NodeRestoring(StoreCollections stores, NodeAccess access, NodeTree tree, TimeProvider clock)
{
    /// <summary>Restores a removal.</summary>
    /// <param name="node">Its top.</param>
    /// <param name="path">Folders and name of the place to restore it to; null: the place it had. Folders that are gone are made again.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The top.</returns>
    /// <exception cref="ApiException">409: it is not in the bin, its place is taken, or the experiment that it lay in is not there.</exception>
    public async Task<NodeDocument> RestoreAsync(NodeDocument node, string? path, CancellationToken cancellationToken)
    {
        if (node is { DeletedAt: null, Removal.Step: RemovalStep.Restoring })
            return await FinishAsync(node, cancellationToken);
        if (!IsInBin(node))
            throw NotInBin(node);
        if (await stores.Projects.GetAsync(node.ProjectId, cancellationToken) is not { DeletedAt: null } project)
            throw ApiException.NotFound("such node");
        var (place, name) = path is null
            ? (await PlaceAsync(project, node, cancellationToken), node.Name) : await PlaceAsync(project, node, path, cancellationToken);
        await access.RefuseProtectedContentAsync(place.Parent, cancellationToken);
        var now = IsoTime.Format(clock.GetUtcNow());
        NodeDocument? top;
        try
        {
            top = await stores.Nodes.ChangeAsync(node.Id, n => !IsInBin(n) ? null : Back(n, place, now) with
            {
                Name = name,
                Removal = n.Removal! with { Step = RemovalStep.Restoring },
            }, cancellationToken);
        }
        catch (StoreRefusalException refused) when (refused.Reason == StoreRefusal.Taken)
        {
            throw ApiException.Conflict(
                $"'{(place.Path.Length == 0 ? name : $"{place.Path}/{name}")}' is there again. Give another place as 'path', or remove what is there first.");
        }
        CrashPoint.Pass("restore.top");
        return await FinishAsync(top ?? throw NotInBin(node), cancellationToken);
    }

    /// <summary>Ends a restore that was begun.</summary>
    /// <returns>The top.</returns>
    public async Task<NodeDocument> FinishAsync(NodeDocument top, CancellationToken cancellationToken)
    {
        if (top is not { DeletedAt: null, Removal: { Step: RemovalStep.Restoring } removal }
            || await stores.Projects.GetAsync(top.ProjectId, cancellationToken) is not { } project)
            return top;
        var taken = await stores.Nodes.ListAsync(StoreCollections.RemovalKey(removal.Id), cancellationToken);
        var (ids, below) = (taken.Select(n => n.Id).ToHashSet(StringComparer.Ordinal), taken.ToLookup(n => n.ParentId, StringComparer.Ordinal));
        // Each after the node it lies in, so that its place is there. Where this was begun before, that node may be back already.
        var waiting = new Queue<(NodeDocument Node, Place? Place)>(
            taken.Where(n => n.ParentId is null || !ids.Contains(n.ParentId)).Select(n => (n, n.ParentId == top.Id ? new Place(project, top) : null)));
        while (waiting.TryDequeue(out var next))
        {
            switch (await RestoreAsync(project, removal, next.Node, next.Place, cancellationToken))
            {
                case null:
                    await SetAsideAsync(removal, next.Node, below, cancellationToken);
                    break;
                // Removed again meanwhile: what lay in it is part of that removal.
                case { DeletedAt: not null, RemovalId: { } newer }:
                    foreach (var inner in AllBelow(next.Node, below).Skip(1))
                        await stores.Nodes.ChangeAsync(inner.Id, n => n.RemovalId == removal.Id ? n with { RemovalId = newer } : n, cancellationToken);
                    break;
                case { } back:
                    foreach (var inner in below[back.Id])
                        waiting.Enqueue((inner, new Place(project, back)));
                    break;
            }
        }
        var done = await stores.Nodes.ChangeAsync(
            top.Id, n => n.DeletedAt is null && n.Removal?.Id == removal.Id ? n with { Removal = null } : n, cancellationToken);
        CrashPoint.Pass("restore.done");
        return done ?? throw ApiException.NotFound("such node");
    }

    /// <summary>Restores one node; null when something new has its place, or the experiment that it lay in is gone.</summary>
    private async Task<NodeDocument?> RestoreAsync(
        ProjectDocument project, NodeRemoval removal, NodeDocument node, Place? known, CancellationToken cancellationToken)
    {
        try
        {
            var place = known ?? await PlaceAsync(project, node, cancellationToken);
            var now = IsoTime.Format(clock.GetUtcNow());
            var back = await stores.Nodes.ChangeAsync(node.Id, n => n.RemovalId == removal.Id ? Back(n, place, now) : n, cancellationToken);
            CrashPoint.Pass("restore.node");
            // Gone: what lay in it is looked for under its own place.
            return back ?? node;
        }
        catch (Exception refused) when (
            refused is StoreRefusalException { Reason: StoreRefusal.Taken } or ApiException { Status: StatusCodes.Status409Conflict })
        {
            return null;
        }
    }

    /// <summary>Leaves a node with all below it in the bin, as an entry by itself: what was made in its place meanwhile stays.</summary>
    private async Task SetAsideAsync(NodeRemoval removal, NodeDocument node, ILookup<string?, NodeDocument> below, CancellationToken cancellationToken)
    {
        var all = AllBelow(node, below);
        var own = new NodeRemoval(node.Id, RemovalStep.Removed, removal.By, removal.At).Counting(all);
        foreach (var one in all)
        {
            await stores.Nodes.ChangeAsync(
                one.Id, n => n.RemovalId == removal.Id ? n with { RemovalId = own.Id, Removal = one == node ? own : null } : n, cancellationToken);
        }
    }

    /// <summary>A node and all that lay below it.</summary>
    private static List<NodeDocument> AllBelow(NodeDocument node, ILookup<string?, NodeDocument> below)
    {
        var all = new List<NodeDocument> { node };
        for (var i = 0; i < all.Count; i++)
            all.AddRange(below[all[i].Id]);
        return all;
    }

    private static NodeDocument Back(NodeDocument node, Place place, string now) => node with
    {
        DeletedAt = null,
        UpdatedAt = now,
        RemovalId = null,
        RestoredFrom = node.RemovalId,
        ParentId = place.Parent?.Id,
        Path = place.Path,
    };

    /// <summary>The place that a node had.</summary>
    private async Task<Place> PlaceAsync(ProjectDocument project, NodeDocument node, CancellationToken cancellationToken)
    {
        if (node.ParentId is null)
            return new Place(project, null);
        return await stores.Nodes.GetAsync(node.ParentId, cancellationToken) is { DeletedAt: null } parent
            ? new Place(project, parent)
            : await MakeAsync(project, node, node.Path.Split('/', StringSplitOptions.RemoveEmptyEntries), cancellationToken);
    }

    private async Task<(Place Place, string Name)> PlaceAsync(ProjectDocument project, NodeDocument node, string path, CancellationToken cancellationToken)
    {
        var segments = path.Split('/');
        foreach (var segment in segments)
            NodeNames.CheckSegment(segment, "a part of 'path'");
        return (await MakeAsync(project, node, segments[..^1], cancellationToken), segments[^1]);
    }

    /// <summary>Folders below the project, or below the experiment that a node lies in; those that are there are taken.</summary>
    private async Task<Place> MakeAsync(ProjectDocument project, NodeDocument node, string[] folders, CancellationToken cancellationToken)
    {
        var place = new Place(project, null);
        if (node is { Type: not NodeType.Experiment, ExperimentId: { } id })
        {
            var experiment = await access.FindExperimentAsync(id, cancellationToken)
                ?? throw ApiException.Conflict($"The experiment that '{node.FullPath}' lies in is removed itself. Restore the experiment first.");
            await access.RefuseProtectedContentAsync(experiment, cancellationToken);
            place = new Place(project, experiment);
        }
        foreach (var folder in folders)
            place = new Place(project, await tree.UpsertFolderAsync(place, folder, cancellationToken));
        return place;
    }

    private static bool IsInBin(NodeDocument node) => node is { DeletedAt: not null, Removal.Step: RemovalStep.Removed };

    private static ApiException NotInBin(NodeDocument node) =>
        ApiException.Conflict($"'{node.FullPath}' is not in the recycle bin by itself. GET the recycle bin of its namespace for what can be restored.");
}
