using MlDash.Server.Logs;
using MlDash.Server.Stores;

namespace MlDash.Server.Nodes;

/// <summary>Removes the data of an experiment for good. May be run again.</summary>
internal sealed class ExperimentPurge(StoreCollections stores, IMetadataStore store, IBlobStore blobs)
{
    public async Task RunAsync(string experimentId, CancellationToken cancel)
    {
        foreach (var metric in await stores.Metrics.ListAsync(experimentId, cancel))
        {
            for (var chunk = 0L; chunk < metric.TotalChunks; chunk++)
                await blobs.DeleteAsync(metric.ChunkKey(chunk), cancel);
            await store.DeleteStreamAsync(metric.Stream, cancel);
            await stores.Metrics.DeleteAsync(metric.Id, cancel);
        }
        foreach (var track in await stores.Tracks.ListAsync(experimentId, cancel))
        {
            await store.DeleteStreamAsync(track.Stream, cancel);
            await stores.Tracks.DeleteAsync(track.Id, cancel);
        }
        await store.DeleteStreamAsync(LogBook.StreamOf(experimentId), cancel);
        await stores.Parameters.DeleteAsync(experimentId, cancel);
    }
}
