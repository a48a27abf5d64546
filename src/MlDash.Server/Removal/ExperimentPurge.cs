using MlDash.Server.Diagnostics;
using MlDash.Server.Documents;
using MlDash.Server.Stores;

namespace MlDash.Server.Removal;

/// <summary>
/// Removes the data of an experiment that nobody can see any more. What names bytes goes after them, so that it may be run again until nothing is left.
/// </summary>
internal sealed class ExperimentPurge(StoreCollections stores, IMetadataStore store, IBlobStore blobs)
{
    /// <summary>Removes it.</summary>
    /// <returns>How many bytes of blobs and streams are free.</returns>
    public async Task<long> RunAsync(string experimentId, CancellationToken cancellationToken)
    {
        var freed = 0L;
        foreach (var metric in await stores.Metrics.ListAsync(experimentId, cancellationToken))
        {
            // The one after the last may have been stored by a server that did not come to publish it.
            for (var chunk = 0L; chunk <= metric.TotalChunks; chunk++)
            {
                freed += await blobs.FreeAsync(metric.ChunkKey(chunk), cancellationToken);
                CrashPoint.Pass("purge.chunk");
            }
            foreach (var tail in metric.TailKeys)
                freed += await blobs.FreeAsync(tail, cancellationToken);
            freed += await blobs.FreeAsync(metric.SummaryKey, cancellationToken);
            freed += await store.FreeStreamAsync(metric.Stream, cancellationToken);
            CrashPoint.Pass("purge.points");
            await stores.Metrics.DeleteAsync(metric.Id, cancellationToken);
            CrashPoint.Pass("purge.metric");
        }
        foreach (var track in await stores.Tracks.ListAsync(experimentId, cancellationToken))
        {
            freed += await store.FreeStreamAsync(track.Stream, cancellationToken);
            CrashPoint.Pass("purge.entries");
            await stores.Tracks.DeleteAsync(track.Id, cancellationToken);
            CrashPoint.Pass("purge.track");
        }
        freed += await store.FreeStreamAsync(LogStream.Of(experimentId), cancellationToken);
        CrashPoint.Pass("purge.logs");
        await stores.Signs.DeleteAsync(experimentId, cancellationToken);
        await stores.Parameters.DeleteAsync(experimentId, cancellationToken);
        CrashPoint.Pass("purge.parameters");
        return freed;
    }
}
