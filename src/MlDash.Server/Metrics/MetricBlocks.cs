using MlDash.Series;
using MlDash.Server.Documents;
using MlDash.Storage.Format;

namespace MlDash.Server.Metrics;

/// <summary>The blocks of a metric: the summaries that there are, and the numbers in its chunks.</summary>
internal sealed class MetricBlocks
{
    private readonly ChunkNumbers _chunked;

    /// <param name="metric">The metric.</param>
    /// <param name="chunks">All chunks.</param>
    /// <param name="kept">The summaries that were kept.</param>
    public MetricBlocks(MetricDocument metric, MetricChunks chunks, SummaryBytes kept)
    {
        Metric = metric;
        Summaries = new(kept);
        Numbers = new(Summaries.Fields);
        _chunked = new(chunks, metric, Numbers);
    }

    public MetricDocument Metric { get; }

    public GrowingSummaries Summaries { get; }

    /// <summary>Takes numbers out of points.</summary>
    public PointNumbers Numbers { get; }

    /// <summary>The points that have summaries.</summary>
    public long Covered => Summaries.Count(0) * (long)NumberColumns.Most;

    /// <summary>Summarises the whole blocks that lie in published chunks and have no summary yet.</summary>
    public async Task SummarizeChunksAsync(CancellationToken cancellationToken)
    {
        var points = new NumberColumns();
        while (Covered + NumberColumns.Most <= Metric.ChunkedPoints)
        {
            points.Clear();
            await ReadChunkedAsync(Covered, Covered + NumberColumns.Most, points, cancellationToken);
            await AddAsync(points, cancellationToken);
        }
    }

    /// <summary>Adds the summary of the next block.</summary>
    public ValueTask AddAsync(NumberColumns points, CancellationToken cancellationToken) =>
        Summaries.AddAsync(BlockSummary.Of(points, Summaries.Fields), Covered, cancellationToken);

    /// <summary>Adds the numbers of points that lie in published chunks, from an index up to, not including, another.</summary>
    public Task ReadChunkedAsync(long from, long to, NumberColumns points, CancellationToken cancellationToken) =>
        _chunked.ReadAsync(from, to, points, cancellationToken);
}
