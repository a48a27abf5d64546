using MlDash.Series;

namespace MlDash.Server.Metrics;

/// <summary>The points of a metric in blocks, those in chunks and those that are not.</summary>
internal sealed class SummarizedMetric : ISummarizedPoints
{
    private readonly MetricBlocks _blocks;
    private readonly MetricPoints _points;
    private readonly NumberColumns _tail = new();
    private readonly NumberColumns _read = new();

    private SummarizedMetric(MetricBlocks blocks, MetricPoints points)
    {
        _blocks = blocks;
        _points = points;
    }

    public FieldTable Fields => _blocks.Summaries.Fields;

    public int Blocks => Summaries(0) + (_tail.Count > 0 ? 1 : 0);

    /// <summary>The points that a metric has now.</summary>
    /// <param name="blocks">The state of those in chunks.</param>
    /// <param name="points">Reads the others.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<SummarizedMetric> OpenAsync(MetricBlocks blocks, MetricPoints points, CancellationToken cancellationToken)
    {
        var all = new SummarizedMetric(blocks, points);
        // Counted after the summaries were read, which another server may have carried on: they are never of more points than this.
        var end = await points.CountAsync(blocks.Metric, cancellationToken);
        await all.ReadAsync(blocks.Covered, end, all._tail, () => all.EndBlockAsync(cancellationToken), cancellationToken);
        return all;
    }

    public int Summaries(int level) => _blocks.Summaries.Count(level);

    public ValueTask<BlockSummary> SummaryAsync(int level, int at, CancellationToken cancellationToken) =>
        _blocks.Summaries.SummaryAsync(level, at, cancellationToken);

    public async ValueTask<NumberColumns> ReadAsync(int block, CancellationToken cancellationToken)
    {
        if (block == Summaries(0))
            return _tail;
        _read.Clear();
        var from = block * (long)NumberColumns.Most;
        await ReadAsync(from, from + NumberColumns.Most, _read, () => default, cancellationToken);
        return _read;
    }

    private async Task ReadAsync(long from, long to, NumberColumns points, Func<ValueTask> whenFull, CancellationToken cancellationToken)
    {
        var chunked = Math.Min(to, _blocks.Metric.ChunkedPoints);
        await _blocks.ReadChunkedAsync(from, chunked, points, cancellationToken);
        await foreach (var point in _points.ReadHotAsync(_blocks.Metric, Math.Max(from, chunked), to, cancellationToken))
        {
            _blocks.Numbers.ReadData(point.Data.Span, point.Index, points);
            if (points.Count == NumberColumns.Most)
                await whenFull();
        }
    }

    private async ValueTask EndBlockAsync(CancellationToken cancellationToken)
    {
        await _blocks.AddAsync(_tail, cancellationToken);
        _tail.Clear();
    }
}
