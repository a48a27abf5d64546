using MlDash.Series;
using MlDash.Text;

namespace MlDash.Storage;

/// <summary>Points of a metric without any summary, all of them in memory: for a place that answers nothing but points.</summary>
internal sealed class UnsummarizedPoints : ISummarizedPoints
{
    private readonly List<NumberColumns> _blocks = [];

    public FieldTable Fields { get; } = new();

    public int Blocks => _blocks.Count;

    /// <summary>Takes all points there are.</summary>
    public static async Task<UnsummarizedPoints> ReadAsync(IAsyncEnumerable<MetricPoint> points, CancellationToken cancellationToken)
    {
        var all = new UnsummarizedPoints();
        await foreach (var point in points.WithCancellation(cancellationToken).ConfigureAwait(false))
            all.Add(point);
        return all;
    }

    public int Summaries(int level) => 0;

    public ValueTask<BlockSummary> SummaryAsync(int level, int at, CancellationToken cancellationToken) =>
        throw new ArgumentOutOfRangeException(nameof(at), at, "There are no summaries.");

    public ValueTask<NumberColumns> ReadAsync(int block, CancellationToken cancellationToken) => new(_blocks[block]);

    private void Add(MetricPoint point)
    {
        if (_blocks.Count == 0 || _blocks[^1].Count == NumberColumns.Most)
            _blocks.Add(new());
        var block = _blocks[^1];
        block.Set(FieldTable.Index, point.Index);
        foreach (var (name, value) in point.Fields)
        {
            if (StoredNumber.Of(value) is { } number)
                block.Set(Fields.SlotOf(name), number);
        }

        block.Keep();
    }
}
