using MlDash.Protocol;
using MlDash.Server.Diagnostics;
using MlDash.Server.Documents;
using MlDash.Server.Guards;
using MlDash.Server.Settings;
using MlDash.Server.Stores;

namespace MlDash.Server.Metrics;

/// <summary>
/// Packs the tail of a metric that rests: its last points, too few for a chunk. They are taken out of the stream, but for the last batch, and stay hot points
/// for everybody who asks. More points make a longer tail, or a chunk. Only who holds the lease of the metric packs; every step may be done again.
/// </summary>
internal sealed class TailPacking(
    StoreCollections stores, IMetadataStore store, IBlobStore blobs, MetricChunks chunks, ServerSettings settings, TimeProvider clock)
{
    /// <summary>Fewer new points than this part of a chunk are not packed: a blob of its own would cost more than they do.</summary>
    private const int PartOfChunk = 10;

    /// <summary>Whether a metric of <paramref name="next"/> points has enough of them that are not packed.</summary>
    public bool IsWorth(MetricDocument metric, long next) =>
        settings.ChunkTail is not null && next - metric.PackedPoints >= Math.Max(1, metric.ChunkSize / PartOfChunk);

    /// <summary>When a metric has rested long enough that got its last points at a time.</summary>
    public string DueAfter(string lastAt) => IsoTime.TryParse(lastAt, out var time)
        ? IsoTime.Format(time + settings.ChunkTail!.Value)
        : throw new InvalidDataException($"'{lastAt}' is no time.");

    /// <summary>Packs what is worth it, if the metric has rested. Answers the metric and when to look again, or null when the lease was lost.</summary>
    /// <param name="metric">The metric, without chunks that are still answered as hot ones.</param>
    /// <param name="renew">Renews the lease in the document; null when another has it.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<(MetricDocument Metric, string? Due)?> PackAsync(
        MetricDocument metric, Func<MetricDocument, MetricDocument?> renew, CancellationToken cancellationToken)
    {
        var end = (await store.EndsAsync([metric.Stream], cancellationToken)).GetValueOrDefault(metric.Stream);
        if (end is not null && IsWorth(metric, end.Next))
        {
            var due = DueAfter(end.LastAt);
            if (string.CompareOrdinal(due, IsoTime.Format(clock.GetUtcNow())) > 0)
                return (metric, due);
            if (!await chunks.StoreTailAsync(metric, end.Next, cancellationToken))
                throw new InvalidDataException($"Not all points from {metric.ChunkedPoints} to {end.Next - 1} of metric {metric.Id} are there.");
            CrashPoint.Pass("tail.stored");
            var former = metric.TailKeys;
            var published = await stores.Metrics.ChangeAsync(
                metric.Id, m => renew(m) is { } leased ? leased with { TailEnd = end.Next, FormerTails = [.. former] } : null, cancellationToken);
            if (published is null)
                return null;
            metric = published;
            CrashPoint.Pass("tail.published");
        }
        if (metric.TailKey is not null)
        {
            await store.TrimAsync(
                metric.Stream, metric.ChunkedPoints, metric.TailEnd, Idempotency.KeptSince(clock.GetUtcNow()), cancellationToken);
            CrashPoint.Pass("tail.trimmed");
        }
        return (metric, null);
    }

    /// <summary>Removes the blobs of earlier tails.</summary>
    public async Task FreeAsync(MetricDocument metric, CancellationToken cancellationToken)
    {
        foreach (var former in metric.FormerTails)
        {
            await blobs.DeleteAsync(former, cancellationToken);
            CrashPoint.Pass("tail.freed");
        }
    }
}
