using System.Runtime.CompilerServices;
using MlDash.Ids;
using MlDash.Protocol;
using MlDash.Server.Diagnostics;
using MlDash.Server.Documents;
using MlDash.Server.Http;
using MlDash.Server.Nodes;
using MlDash.Server.Settings;
using MlDash.Server.Stores;

namespace MlDash.Server.Metrics;

/// <summary>One point as it is stored: its place, its fields as they were sent, when it came.</summary>
internal readonly record struct StoredPoint(long Index, ReadOnlyMemory<byte> Data, string CreatedAt);

/// <summary>Appends and reads points, across the hot stream and the chunks.</summary>
internal sealed class MetricPoints(
    StoreCollections stores, IMetadataStore store, MetricChunks chunks, ChunkClosing closing, ServerSettings settings, Snowflake ids, TimeProvider clock)
{
    /// <summary>Appends points; the metric is made when there is none. Answers it as it is afterwards, and the first index.</summary>
    public async Task<(MetricDocument Metric, long Start, long Next)> AppendAsync(
        string experimentId, string name, MetricBatch batch, string? token, CancellationToken cancellationToken)
    {
        var (given, points) = batch;
        var now = IsoTime.Format(clock.GetUtcNow());
        var (metric, made) = await stores.Metrics.GetOrInsertAsync(StoreCollections.DataUnique(experimentId, name),
            () => given.ApplyTo(
                new MetricDocument(
                    ids.Next(), experimentId, NodeNames.CheckPath(name, "a metric"), settings.ChunkSize, now)
                { UpdatedAt = now }), cancellationToken);
        if (!made && given.Changes(metric))
            metric = await stores.Metrics.ChangeAsync(metric.Id, m => given.ApplyTo(m) with { UpdatedAt = now }, cancellationToken) ?? metric;
        CrashPoint.Pass("metric.head");
        if (points.Count == 0)
        {
            var next = await CountAsync(metric, cancellationToken);
            return (metric, next, next);
        }
        var start = await store.AppendAsync(metric.Stream, new NewBatch(points.Count, points.ToArray(), now, token), cancellationToken);
        CrashPoint.Pass("metric.appended");
        var end = start + points.Count;
        if (metric.HasFullChunk(end))
            metric = await closing.CloseAsync(metric, end);
        else
            await closing.MarkTailAsync(metric, start, end, cancellationToken);
        return (metric, start, end);
    }

    public async Task<MetricDocument?> FindAsync(string experimentId, string name, CancellationToken cancellationToken) =>
        await stores.Metrics.GetByUniqueAsync(StoreCollections.DataUnique(experimentId, name), cancellationToken);

    public async Task<long> CountAsync(MetricDocument metric, CancellationToken cancellationToken) =>
        (await store.EndsAsync([metric.Stream], cancellationToken)).GetValueOrDefault(metric.Stream)?.Next ?? 0;

    /// <summary>
    /// The last of as many points as <paramref name="count"/>. The end of the stream stays in the hot store, so that no chunk is read for it.
    /// </summary>
    public async Task<StoredPoint?> LastAsync(MetricDocument metric, long count, CancellationToken cancellationToken)
    {
        await foreach (var point in ReadHotAsync(metric, count - 1, count, cancellationToken))
            return point;
        return null;
    }

    /// <summary>Points from <paramref name="from"/> up to, not including, <paramref name="to"/>, in order, each once.</summary>
    public async IAsyncEnumerable<StoredPoint> ReadAsync(
        MetricDocument metric, long from, long to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var point in ReadChunksAsync(metric, from, Math.Min(to, metric.ChunkedPoints), cancellationToken))
            yield return point;
        await foreach (var point in ReadHotAsync(metric, Math.Max(from, metric.ChunkedPoints), to, cancellationToken))
            yield return point;
    }

    /// <summary>Points of the hot stream; what was closed and dropped since the metric's document was read comes from its chunk.</summary>
    public async IAsyncEnumerable<StoredPoint> ReadHotAsync(
        MetricDocument metric, long from, long to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var next = from;
        await foreach (var point in MetricChunks.PointsOfAsync(store, metric, from, to, cancellationToken))
        {
            await foreach (var dropped in ReadDroppedAsync(metric, next, point.Index, cancellationToken))
                yield return dropped;
            yield return point;
            next = point.Index + 1;
        }
        await foreach (var dropped in ReadDroppedAsync(metric, next, to, cancellationToken))
            yield return dropped;
    }

    private async IAsyncEnumerable<StoredPoint> ReadDroppedAsync(
        MetricDocument metric, long from, long to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var tail = (MetricDocument?)null; from < to;)
        {
            var newer = await stores.Metrics.GetAsync(metric.Id, cancellationToken) ?? throw ApiException.NotFound("such metric");
            if (newer.PackedPoints < to || (newer.TailKey is { } key && key == tail?.TailKey))
                throw new InvalidDataException($"Points {from} to {to - 1} of metric {metric.Id} are neither in the hot stream nor in a chunk.");
            await foreach (var point in ReadChunksAsync(newer, from, Math.Min(to, newer.ChunkedPoints), cancellationToken))
                yield return point;
            from = Math.Max(from, Math.Min(to, newer.ChunkedPoints));
            // A tail that is gone was replaced after the document was read; it is read again, and names another.
            tail = newer;
            if (from >= to || await chunks.ReadTailAsync(newer, cancellationToken) is not { } packed)
                continue;
            foreach (var point in packed.Where(point => point.Index >= from && point.Index < to))
                yield return point;
            yield break;
        }
    }

    private async IAsyncEnumerable<StoredPoint> ReadChunksAsync(
        MetricDocument metric, long from, long to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var chunk = from / metric.ChunkSize; chunk * metric.ChunkSize < to; chunk++)
        {
            foreach (var point in await chunks.ReadAsync(metric, chunk, cancellationToken))
            {
                if (point.Index >= from && point.Index < to)
                    yield return point;
            }
        }
    }
}
