using MlDash.Metrics;
using MlDash.Series;

namespace MlDash.Storage;

/// <summary>
/// Points of a metric from a place that keeps no summaries and answers nothing but points: all of them in memory. Whole blocks are summarised here, since how
/// fine a curve is depends on them: it is the same wherever it is read.
/// </summary>
internal sealed class UnsummarizedPoints : ISummarizedPoints
{
    private readonly GrowingSummaries _summaries = new(SummaryBytes.None());
    private readonly List<NumberColumns> _blocks = [];

    public FieldTable Fields => _summaries.Fields;

    public int Blocks => _blocks.Count;

    /// <summary>Takes all points there are.</summary>
    public static async Task<UnsummarizedPoints> ReadAsync(IAsyncEnumerable<MetricPoint> points, CancellationToken cancellationToken)
    {
        var all = new UnsummarizedPoints();
        await foreach (var point in points.WithCancellation(cancellationToken).ConfigureAwait(false))
            await all.AddAsync(point, cancellationToken).ConfigureAwait(false);
        return all;
    }

    public int Summaries(int level) => _summaries.Count(level);

    public ValueTask<BlockSummary> SummaryAsync(int level, int at, CancellationToken cancellationToken) =>
        _summaries.SummaryAsync(level, at, cancellationToken);

    public ValueTask<NumberColumns> ReadAsync(int block, CancellationToken cancellationToken) => new(_blocks[block]);

    private async ValueTask AddAsync(MetricPoint point, CancellationToken cancellationToken)
    {
        if (_blocks.Count == 0 || _blocks[^1].Count == NumberColumns.Most)
            _blocks.Add(new());
        var block = _blocks[^1];
        block.Add(point, Fields);
        if (block.Count == NumberColumns.Most)
            await _summaries.AddAsync(BlockSummary.Of(block, Fields), point.Index, cancellationToken).ConfigureAwait(false);
    }
}
