namespace MlDash.Series;

/// <summary>
/// The summaries of a level, which grows: pages that were kept, pages that have become full since, and what comes after them. Only the latter are objects, so
/// that those of millions of points take little memory.
/// </summary>
/// <param name="kept">What was kept.</param>
/// <param name="level">The level.</param>
internal sealed class LevelSummaries(SummaryBytes kept, int level)
{
    private readonly List<SummaryPage> _full = [];
    private readonly List<BlockSummary> _last = [];
    private readonly List<long> _begins = [];
    private int _keptPages = SummaryPage.NeededFor(kept.Count(level));

    /// <summary>How many there are.</summary>
    public int Count { get; private set; } = kept.Count(level);

    /// <summary>A summary.</summary>
    /// <exception cref="FormatException">What was kept is damaged there.</exception>
    public async ValueTask<BlockSummary> SummaryAsync(int at, CancellationToken cancellationToken) =>
        await PageAsync(at, cancellationToken).ConfigureAwait(false) is { } page ? page.Summary(at % SummaryPage.Most) : _last[at % SummaryPage.Most];

    /// <summary>Where a block begins in the data.</summary>
    /// <exception cref="FormatException">What was kept is damaged there.</exception>
    public async ValueTask<long> BeginOfAsync(int block, CancellationToken cancellationToken) =>
        await PageAsync(block, cancellationToken).ConfigureAwait(false) is { } page
            ? page.BeginOf(block % SummaryPage.Most) : _begins[block % SummaryPage.Most];

    /// <summary>Takes the next summary.</summary>
    /// <param name="summary">The summary.</param>
    /// <param name="begin">Where its block begins, at level 0.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="FormatException">What was kept is damaged.</exception>
    public async ValueTask AddAsync(BlockSummary summary, long begin, CancellationToken cancellationToken)
    {
        await ReopenAsync(cancellationToken).ConfigureAwait(false);
        _last.Add(summary);
        _begins.Add(begin);
        Count++;
        if (_last.Count < SummaryPage.Most)
            return;
        _full.Add(SummaryPage.Of(level, _last, _begins));
        _last.Clear();
        _begins.Clear();
    }

    /// <summary>Adds the bytes of all pages to a list.</summary>
    /// <exception cref="FormatException">What was kept is damaged.</exception>
    public async ValueTask CollectAsync(List<ReadOnlyMemory<byte>> pages, CancellationToken cancellationToken)
    {
        for (var page = 0; page < _keptPages; page++)
            pages.Add((await kept.PageAsync(level, page, cancellationToken).ConfigureAwait(false)).Bytes);
        pages.AddRange(_full.Select(page => page.Bytes));
        if (_last.Count > 0)
            pages.Add(SummaryPage.Of(level, _last, _begins).Bytes);
    }

    /// <summary>Carries on the last page that was kept, when it is not full.</summary>
    private async ValueTask ReopenAsync(CancellationToken cancellationToken)
    {
        if (_keptPages * (long)SummaryPage.Most <= Count)
            return;
        var page = await kept.PageAsync(level, _keptPages - 1, cancellationToken).ConfigureAwait(false);
        for (var at = 0; at < page.Count; at++)
        {
            _last.Add(page.Summary(at));
            _begins.Add(level == 0 ? page.BeginOf(at) : 0);
        }

        _keptPages--;
    }

    /// <summary>The page that a summary is on; null when it is not on one yet.</summary>
    private async ValueTask<SummaryPage?> PageAsync(int at, CancellationToken cancellationToken)
    {
        var page = at / SummaryPage.Most;
        if (page < _keptPages)
            return await kept.PageAsync(level, page, cancellationToken).ConfigureAwait(false);
        return page - _keptPages < _full.Count ? _full[page - _keptPages] : null;
    }
}
