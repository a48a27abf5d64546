using MlDash.Protocol;
using MlDash.Server.Diagnostics;
using MlDash.Server.Documents;
using MlDash.Server.Stores;

namespace MlDash.Server.Removal;

/// <summary>Deletes a node for good: its bytes or its data first, the node last, so that it may be run again until nothing is left.</summary>
internal sealed class NodePurge(StoreCollections stores, ExperimentPurge experiments, IBlobStore blobs)
{
    /// <summary>Deletes one node and what it holds, but no other node.</summary>
    /// <returns>How many bytes are free.</returns>
    public async Task<long> RunAsync(NodeDocument node, CancellationToken cancellationToken)
    {
        var freed = 0L;
        if (node.File is { } file)
        {
            freed += await blobs.FreeAsync(file.BlobKey, cancellationToken);
            CrashPoint.Pass("purge.bytes");
        }
        if (node.Type == NodeType.Experiment)
            freed += await experiments.RunAsync(node.ExperimentId!, cancellationToken);
        await stores.Nodes.DeleteAsync(node.Id, cancellationToken);
        CrashPoint.Pass("purge.node");
        return freed;
    }
}
