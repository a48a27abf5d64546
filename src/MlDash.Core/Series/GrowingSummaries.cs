using MlDash.Json;

namespace MlDash.Series;

/// <summary>Summaries of all levels: those that were kept, and those of blocks that have come since.</summary>
internal sealed class GrowingSummaries
{
    /// <summary>Summaries are written again when they have grown by this part, so that all that is written stays a small multiple of the file.</summary>
    public const int Growth = 16;

    private readonly SummaryBytes _kept;
    private readonly List<BlockSummary>[] _added = [.. Enumerable.Range(0, SummaryLevels.Count).Select(_ => new List<BlockSummary>())];
    private readonly List<long> _begins = [];
    private readonly Dictionary<(int Level, int At), BlockSummary> _known = [];

    /// <param name="kept">What was kept; its fields get the first slots.</param>
    public GrowingSummaries(SummaryBytes kept)
    {
        _kept = kept;
        foreach (var name in kept.Names)
            Fields.SlotOf(name);
    }

    /// <summary>The fields of all points.</summary>
    public FieldTable Fields { get; } = new();

    /// <summary>Whether so much has come that all should be written again.</summary>
    public bool HasGrown => _begins.Count > _kept.Count(0) / Growth;

    /// <summary>How many summaries there are at a level.</summary>
    public int Count(int level) => _kept.Count(level) + _added[level].Count;

    /// <summary>A summary.</summary>
    /// <exception cref="FormatException">What was kept is damaged there.</exception>
    public BlockSummary Summary(int level, int at)
    {
        if (at >= _kept.Count(level))
            return _added[level][at - _kept.Count(level)];
        return _known.TryGetValue((level, at), out var known) ? known : _known[(level, at)] = _kept.Summary(level, at);
    }

    /// <summary>Where a block begins in the data.</summary>
    /// <exception cref="FormatException">What was kept is damaged there.</exception>
    public long BeginOf(int block) => block < _kept.Count(0) ? _kept.BeginOf(block) : _begins[block - _kept.Count(0)];

    /// <summary>Takes the next block.</summary>
    /// <param name="block">Its summary.</param>
    /// <param name="begin">Where it begins in the data.</param>
    /// <exception cref="FormatException">What was kept is damaged.</exception>
    public void Add(BlockSummary block, long begin)
    {
        _begins.Add(begin);
        _added[0].Add(block);
        for (var level = 1; level < SummaryLevels.Count && Count(level - 1) % SummaryLevels.Factor == 0; level++)
        {
            var first = Count(level - 1) - SummaryLevels.Factor;
            _added[level].Add(BlockSummary.Merge([.. Enumerable.Range(first, SummaryLevels.Factor).Select(at => Summary(level - 1, at))], Fields));
        }
    }

    /// <summary>Writes them all.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="covered">How much of the data they cover.</param>
    /// <param name="stamp">What tells the data from any other.</param>
    /// <exception cref="FormatException">What was kept is damaged.</exception>
    public void Write(PooledBuffer target, long covered, long stamp)
    {
        using var buffer = new PooledBuffer();
        var levels = new IReadOnlyList<ReadOnlyMemory<byte>>[SummaryLevels.Count];
        for (var level = 0; level < levels.Length; level++)
            levels[level] = [.. Enumerable.Range(0, _kept.Count(level)).Select(at => _kept.Bytes(level, at)), .. _added[level].Select(BytesOf)];
        SummaryBytes.Write(target, covered, stamp, Fields, levels, [.. Enumerable.Range(0, Count(0)).Select(BeginOf)]);

        ReadOnlyMemory<byte> BytesOf(BlockSummary block)
        {
            buffer.Truncate(0);
            SummaryCodec.Write(buffer, block);
            return buffer.WrittenSpan.ToArray();
        }
    }
}
