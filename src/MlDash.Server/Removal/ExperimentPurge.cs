using MlDash.Server.Diagnostics;
using MlDash.Server.Documents;
using MlDash.Server.Stores;

namespace MlDash.Server.Removal;

/// <summary>
/// Removes the data of an experiment that nobody can see any more. What names bytes goes after them, so that it may be run again until nothing is left.
/// </summary>
internal sealed class ExperimentPurge(StoreCollections stores, IMetadataStore store, IBlobStore blobs)
{
    public async Task RunAsync(string experimentId, CancellationToken cancellationToken)
    {
        foreach (var metric in await stores.Metrics.ListAsync(experimentId, cancellationToken))
        {
            // The one after the last may have been stored by a server that did not come to publish it.
            for (var chunk = 0L; chunk <= metric.TotalChunks; chunk++)
            {
                await blobs.DeleteAsync(metric.ChunkKey(chunk), cancellationToken);
                CrashPoint.Pass("purge.chunk");
            }
            foreach (var tail in metric.TailKeys)
                await blobs.DeleteAsync(tail, cancellationToken);
            await blobs.DeleteAsync(metric.SummaryKey, cancellationToken);
            await store.DeleteStreamAsync(metric.Stream, cancellationToken);
            CrashPoint.Pass("purge.points");
            await stores.Metrics.DeleteAsync(metric.Id, cancellationToken);
            CrashPoint.Pass("purge.metric");
        }
        foreach (var track in await stores.Tracks.ListAsync(experimentId, cancellationToken))
        {
            await store.DeleteStreamAsync(track.Stream, cancellationToken);
            CrashPoint.Pass("purge.entries");
            await stores.Tracks.DeleteAsync(track.Id, cancellationToken);
            CrashPoint.Pass("purge.track");
        }
        await store.DeleteStreamAsync(LogStream.Of(experimentId), cancellationToken);
        CrashPoint.Pass("purge.logs");
        await stores.Signs.DeleteAsync(experimentId, cancellationToken);
        await stores.Parameters.DeleteAsync(experimentId, cancellationToken);
        CrashPoint.Pass("purge.parameters");
    }
}
