using MlDash.Protocol;
using MlDash.Server.Diagnostics;
using MlDash.Server.Documents;
using MlDash.Server.Guards;
using MlDash.Server.Settings;
using MlDash.Server.Stores;

namespace MlDash.Server.Metrics;

/// <summary>
/// Closes full chunks, and drops hot points whose time of grace is over. Only who holds the lease in a metric's document works on it, and every step may be
/// done again. While a step is to come the document says when to look at it, so that any server continues where one died.
/// </summary>
internal sealed partial class ChunkClosing(
    StoreCollections stores, IMetadataStore store, MetricChunks chunks, ChunkSummaries summaries, TailPacking tails, ServerSettings settings,
    TimeProvider clock, ILogger<ChunkClosing> logger)
{
    private const int MostChunksAtOnce = 16;
    private const int MostMetricsARound = 256;
    private const int MarkedAtOnce = 500;

    /// <summary>The id of the document that says that metrics of an earlier release, which packed no tails, are marked.</summary>
    private const string TailStep = "step-tails";

    /// <summary>Closes what is full when the metric has <paramref name="next"/> points, unless another does. Answers the metric afterwards.</summary>
    public async Task<MetricDocument> CloseAsync(MetricDocument metric, long next)
    {
        try
        {
            return await WorkAsync(metric.Id, m => m.HasFullChunk(next), CancellationToken.None) ?? metric;
        }
#pragma warning disable CA1031 // The points are kept, so their append is no failure. When the lease is over the work is found again.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogLeft(e, metric.Id);
            return metric;
        }
    }

    /// <summary>Has the metric looked at later when an append has left it enough points for a tail.</summary>
    public async Task MarkTailAsync(MetricDocument metric, long start, long next, CancellationToken cancellationToken)
    {
        // The document may be older than the end of other work, so the append that brings the last point that is needed asks again.
        if (tails.IsWorth(metric, next) && (metric.Due is null || !tails.IsWorth(metric, start)))
        {
            await stores.Metrics.ChangeAsync(
                metric.Id, m => m.Due is null && tails.IsWorth(m, next) ? m with { Due = tails.DueAfter(Now()) } : m, cancellationToken);
        }
    }

    /// <summary>Marks the metrics that an earlier release wrote, once for a store. It may be done again, also by several servers.</summary>
    public async Task MarkEarlierTailsAsync(CancellationToken cancellationToken)
    {
        if (settings.ChunkTail is null || await stores.Steps.GetAsync(TailStep, cancellationToken) is not null)
            return;
        await foreach (var some in stores.Metrics.AllAsync(cancellationToken).Chunk(MarkedAtOnce))
        {
            var ends = await store.EndsAsync([.. some.Select(metric => metric.Stream)], cancellationToken);
            foreach (var metric in some)
                await MarkTailAsync(metric, metric.PackedPoints, ends.GetValueOrDefault(metric.Stream)?.Next ?? 0, cancellationToken);
        }
        await stores.Steps.InsertAsync(new StepDocument(TailStep, Now()), cancellationToken);
    }

    /// <summary>Does what is due on any metric. Called now and then, by every server.</summary>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        var now = Now();
        foreach (var head in await stores.Metrics.HeadsAsync([StoreCollections.ChunkWorkKey], 0, MostMetricsARound, cancellationToken))
        {
            if (string.CompareOrdinal(StoreCollections.EarliestFirst(head.Order), now) > 0)
                return;
            try
            {
                await WorkAsync(head.Id, m => m.Due is not null && string.CompareOrdinal(m.Due, now) <= 0, cancellationToken);
            }
#pragma warning disable CA1031 // The other metrics do not wait for one that fails; this one comes again when its lease is over.
            catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
            {
                LogLeft(e, head.Id);
            }
        }
    }

    /// <summary>Takes the lease if there is something to do and nobody holds it, works, and gives it back. After a failure it ends by itself.</summary>
    private async Task<MetricDocument?> WorkAsync(string id, Func<MetricDocument, bool> isNeeded, CancellationToken cancellationToken)
    {
        var holder = Guid.NewGuid().ToString("N");
        var left = MostChunksAtOnce;
        while (true)
        {
            var metric = await stores.Metrics.ChangeAsync(id, m => isNeeded(m) && m.Lease?.IsOver(Now()) != false ? Leased(m, holder) : m, cancellationToken);
            if (metric?.Lease?.Holder != holder)
                return metric;
            CrashPoint.Pass("chunk.claimed");
            var chunksBefore = metric.TotalChunks;
            for (; left > 0 && metric.HasFullChunk(await CountAsync(metric, cancellationToken)); left--)
            {
                if (await CloseOneAsync(metric, holder, cancellationToken) is not { } closed)
                    return metric;
                metric = closed;
            }
            await summaries.KeepUpAsync(metric, chunksBefore, cancellationToken);
            CrashPoint.Pass("chunk.summarized");
            metric = await ReleaseAsync(metric, holder, isAllDone: left > 0, cancellationToken);
            // An append that came while the lease was held left its full chunk to this work.
            if (metric is null || left == 0 || !metric.HasFullChunk(await CountAsync(metric, cancellationToken)))
                return metric;
            isNeeded = _ => true;
        }
    }

    /// <summary>Packs and publishes one chunk; null when the lease was lost on the way or the metric is gone.</summary>
    private async Task<MetricDocument?> CloseOneAsync(MetricDocument metric, string holder, CancellationToken cancellationToken)
    {
        var chunk = metric.TotalChunks;
        if (!await chunks.StoreAsync(metric, chunk, cancellationToken))
        {
            var newer = await stores.Metrics.GetAsync(metric.Id, cancellationToken);
            return newer?.Lease?.Holder != holder ? null
                : throw new InvalidDataException($"Chunk {chunk} of metric {metric.Id} has not all of its {metric.ChunkSize} points.");
        }
        CrashPoint.Pass("chunk.stored");
        var published = await stores.Metrics.ChangeAsync(metric.Id, m => m.Lease?.Holder != holder ? null : Leased(m, holder) with
        {
            TotalChunks = chunk + 1,
            Retained = [.. m.Retained, new RetainedChunk(chunk, Now())],
            FormerTails = [.. m.TailKeys],
            UpdatedAt = Now(),
        }, cancellationToken);
        CrashPoint.Pass("chunk.published");
        return published;
    }

    /// <summary>Drops hot points whose time is over, then gives the lease back and says when to look again.</summary>
    private async Task<MetricDocument?> ReleaseAsync(MetricDocument metric, string holder, bool isAllDone, CancellationToken cancellationToken)
    {
        var grace = chunks.GraceBegin();
        var retained = metric.Retained.Where(r => string.CompareOrdinal(r.ClosedAt, grace) > 0).ToArray();
        if (retained.Length < metric.Retained.Count)
        {
            await store.TrimAsync(
                metric.Stream, metric.FirstHotPoint(since: ""), metric.FirstHotPoint(grace), Idempotency.KeptSince(clock.GetUtcNow()), cancellationToken);
            CrashPoint.Pass("chunk.trimmed");
        }
        var due = !isAllDone ? Now() : retained.Length > 0 ? EndOfGrace(retained.Min(r => r.ClosedAt)!) : null;
        if (due is null)
        {
            if (await tails.PackAsync(metric, m => m.Lease?.Holder == holder ? Leased(m, holder) : null, cancellationToken) is not { } packed)
                return null;
            (metric, due) = packed;
        }
        await tails.FreeAsync(metric, cancellationToken);
        var freed = metric.FormerTails;
        var released = await stores.Metrics.ChangeAsync(metric.Id,
            m => m.Lease?.Holder != holder ? null : m with { Lease = null, Due = due, Retained = retained, FormerTails = [.. m.FormerTails.Except(freed)] },
            cancellationToken);
        CrashPoint.Pass("chunk.released");
        return released;
    }

    private MetricDocument Leased(MetricDocument metric, string holder)
    {
        var until = IsoTime.Format(clock.GetUtcNow() + settings.ChunkLease);
        return metric with { Lease = new ChunkLease(holder, until), Due = until };
    }

    private async Task<long> CountAsync(MetricDocument metric, CancellationToken cancellationToken) =>
        (await store.EndsAsync([metric.Stream], cancellationToken)).GetValueOrDefault(metric.Stream)?.Next ?? 0;

    private string EndOfGrace(string closedAt) =>
        IsoTime.TryParse(closedAt, out var time) ? IsoTime.Format(time + settings.ChunkGrace) : throw new InvalidDataException($"'{closedAt}' is no time.");

    private string Now() => IsoTime.Format(clock.GetUtcNow());

    [LoggerMessage(Level = LogSeverity.Warning, Message = "The chunks of metric {Metric} could not be closed; the next round tries again")]
    private partial void LogLeft(Exception reason, string metric);
}
