using MlDash.Protocol;
using MlDash.Server.Hosting;
using MlDash.Server.Stores;

namespace MlDash.Server.Nodes;

/// <summary>Soft deletion: marked, and gone from every list. Begun again after a crash, it goes on with what is left.</summary>
internal sealed class NodeDeletion(StoreCollections stores, TimeProvider clock)
{
    /// <summary>Deletes a leaf, or with <paramref name="recursive"/> all that lies below it too, deepest first.</summary>
    public async Task<NodeDeleted> DeleteAsync(NodeDocument node, bool recursive, CancellationToken cancel)
    {
        var below = await stores.Nodes.HeadsAsync(StoreCollections.ChildrenKey(node.ProjectId, node.Id), cancel);
        if (below.Count > 0 && !recursive)
            throw ApiException.Conflict($"'{node.Name}' holds {below.Count} nodes. Delete them first, or ask with ?recursive=true.");
        foreach (var child in await stores.Nodes.OfHeadsAsync(below, cancel))
            await DeleteAsync(child, recursive, cancel);
        var now = UtcText.Of(clock.GetUtcNow());
        var deleted = await stores.Nodes.ChangeAsync(node.Id, n => n.DeletedAt is null ? n with { DeletedAt = now, UpdatedAt = now } : n, cancel);
        CrashPoint.Pass("node.deleted");
        return new NodeDeleted(node.Id, deleted?.DeletedAt ?? throw ApiException.NotFound("such node"));
    }
}
