using MlDash.Series;
using MlDash.Server.Documents;

namespace MlDash.Server.Metrics;

/// <summary>
/// Keeps the summaries of published chunks: carried on when chunks are closed, and by the first reader for chunks that were closed before. They are written
/// again when they have grown by a sixteenth.
/// </summary>
internal sealed partial class ChunkSummaries(MetricChunks chunks, SummaryBlobs blobs, ILogger<ChunkSummaries> logger)
{
    /// <summary>Closing a chunk keeps an append waiting; more blocks than this, beyond the usual growth, are left to a reader.</summary>
    private const long MostAtClosing = 512_000 / NumberColumns.Most;

    /// <summary>The summaries of all whole blocks in the published chunks of a metric.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="ignoresKept">Whether those that were kept are ignored, since they are damaged.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="FormatException">Those that were kept are damaged.</exception>
    public async Task<MetricBlocks> OpenAsync(MetricDocument metric, bool ignoresKept, CancellationToken cancellationToken)
    {
        var blocks = new MetricBlocks(metric, chunks, ignoresKept ? SummaryBytes.None() : await blobs.OpenAsync(metric, cancellationToken));
        await CarryOnAsync(blocks, cancellationToken);
        return blocks;
    }

    /// <summary>Carries the summaries of a metric on after chunks were closed, if it is time. Never fails: they are an aid.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="chunksBefore">How many chunks it had before.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task KeepUpAsync(MetricDocument metric, long chunksBefore, CancellationToken cancellationToken)
    {
        var (before, after) = (chunksBefore * metric.ChunkSize / NumberColumns.Most, metric.ChunkedPoints / NumberColumns.Most);
        if (!IsTime(before, after))
            return;
        try
        {
            var kept = await blobs.OpenAsync(metric, cancellationToken);
            if (after <= GrowingSummaries.NextAfter(GrowingSummaries.NextAfter(kept.Count(0))) + MostAtClosing)
                await CarryOnAsync(new MetricBlocks(metric, chunks, kept), cancellationToken);
        }
#pragma warning disable CA1031 // The chunks are published; whoever reads summarises them.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            LogLeft(e, metric.Id);
        }
    }

    /// <summary>
    /// Whether summaries are written again when a metric grows from a number of blocks to another. Told by the numbers alone, so that closing a chunk mostly
    /// need not read the blob.
    /// </summary>
    private static bool IsTime(long before, long after)
    {
        var next = GrowingSummaries.NextAfter(0);
        while (next <= before)
            next = GrowingSummaries.NextAfter(next);
        return next <= after;
    }

    private async Task CarryOnAsync(MetricBlocks blocks, CancellationToken cancellationToken)
    {
        await blocks.SummarizeChunksAsync(cancellationToken);
        if (!blocks.Summaries.HasGrown)
            return;
        try
        {
            await blobs.WriteAsync(blocks.Metric, blocks.Summaries, cancellationToken);
        }
#pragma warning disable CA1031 // Whoever reads next summarises again; this reader has them.
        catch (Exception e) when (e is not (OperationCanceledException or FormatException))
#pragma warning restore CA1031
        {
            LogLeft(e, blocks.Metric.Id);
        }
    }

    [LoggerMessage(Level = LogSeverity.Warning, Message = "The summaries of metric {Metric} could not be kept; the next reader makes them again")]
    private partial void LogLeft(Exception reason, string metric);
}
