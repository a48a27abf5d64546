using MlDash.Json;

namespace MlDash.Series;

/// <summary>Summaries of all levels: those that were kept, and those of blocks that have come since.</summary>
internal sealed class GrowingSummaries
{
    /// <summary>Summaries are written again when they have grown by this part, so that all that is written stays a small multiple of the file.</summary>
    private const int Growth = 16;

    /// <summary>For fewer blocks than this it is not worth it: they are read as fast.</summary>
    private const int LeastGrowth = 10;

    private readonly int _kept;
    private readonly LevelSummaries[] _levels;

    /// <param name="kept">What was kept; its fields get the first slots.</param>
    public GrowingSummaries(SummaryBytes kept)
    {
        _kept = kept.Count(0);
        _levels = [.. Enumerable.Range(0, SummaryLevels.Count).Select(level => new LevelSummaries(kept, level))];
        foreach (var name in kept.Names)
            Fields.SlotOf(name);
    }

    /// <summary>The fields of all points.</summary>
    public FieldTable Fields { get; } = new();

    /// <summary>Whether so much has come that all should be written again.</summary>
    public bool HasGrown => Count(0) >= NextAfter(_kept);

    /// <summary>With how many blocks summaries of some blocks are written again.</summary>
    public static long NextAfter(long blocks) => blocks + Math.Max((blocks / Growth) + 1, LeastGrowth);

    /// <summary>How many summaries there are at a level.</summary>
    public int Count(int level) => _levels[level].Count;

    /// <summary>A summary.</summary>
    /// <exception cref="FormatException">What was kept is damaged there.</exception>
    public ValueTask<BlockSummary> SummaryAsync(int level, int at, CancellationToken cancellationToken) => _levels[level].SummaryAsync(at, cancellationToken);

    /// <summary>Where a block begins in the data.</summary>
    /// <exception cref="FormatException">What was kept is damaged there.</exception>
    public ValueTask<long> BeginOfAsync(int block, CancellationToken cancellationToken) => _levels[0].BeginOfAsync(block, cancellationToken);

    /// <summary>Takes the next block.</summary>
    /// <param name="block">Its summary.</param>
    /// <param name="begin">Where it begins in the data.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="FormatException">What was kept is damaged.</exception>
    public async ValueTask AddAsync(BlockSummary block, long begin, CancellationToken cancellationToken)
    {
        await _levels[0].AddAsync(block, begin, cancellationToken).ConfigureAwait(false);
        for (var level = 1; level < SummaryLevels.Count && Count(level - 1) % SummaryLevels.FactorOf(level) == 0; level++)
        {
            var parts = new BlockSummary[SummaryLevels.FactorOf(level)];
            for (var part = 0; part < parts.Length; part++)
                parts[part] = await SummaryAsync(level - 1, Count(level - 1) - parts.Length + part, cancellationToken).ConfigureAwait(false);
            await _levels[level].AddAsync(BlockSummary.Merge(parts, Fields), begin: 0, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Whether these are the summaries that are kept.</summary>
    /// <param name="kept">What is kept.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="FormatException">What is kept is damaged.</exception>
    public async ValueTask<bool> AreAsync(SummaryBytes kept, CancellationToken cancellationToken)
    {
        for (var level = 0; level < SummaryLevels.Count; level++)
        {
            if (Count(level) != kept.Count(level))
                return false;
            var pages = new List<ReadOnlyMemory<byte>>();
            await _levels[level].CollectAsync(pages, cancellationToken).ConfigureAwait(false);
            for (var page = 0; page < pages.Count; page++)
            {
                var found = await kept.PageAsync(level, page, cancellationToken).ConfigureAwait(false);
                if (!found.Bytes.Span.SequenceEqual(pages[page].Span))
                    return false;
            }
        }

        return true;
    }

    /// <summary>Writes them all.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="covered">How much of the data they cover.</param>
    /// <param name="stamp">What tells the data from any other.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="FormatException">What was kept is damaged.</exception>
    public async ValueTask WriteAsync(PooledBuffer target, long covered, long stamp, CancellationToken cancellationToken)
    {
        var pages = new List<ReadOnlyMemory<byte>>();
        for (var level = SummaryLevels.Top; level >= 0; level--)
            await _levels[level].CollectAsync(pages, cancellationToken).ConfigureAwait(false);
        SummaryHead.Write(target, covered, stamp, Fields, [.. _levels.Select(level => level.Count)], pages);
        foreach (var page in pages)
            target.Write(page.Span);
    }
}
