using System.IO.Hashing;

namespace MlDash.Series;

/// <summary>
/// Summaries of a metric as they are kept, wherever that is: a head, then pages of the largest level and of each smaller one. A page is read when it is asked
/// for.
/// </summary>
internal sealed class SummaryBytes
{
    private readonly SummarySource _read;
    private readonly SummaryHead _head;
    private readonly SummaryPage?[][] _pages;

    private SummaryBytes(SummarySource read, SummaryHead head)
    {
        _read = read;
        _head = head;
        _pages = [.. Enumerable.Range(0, SummaryLevels.Count).Select(level => new SummaryPage?[SummaryPage.NeededFor(Count(level))])];
    }

    /// <inheritdoc cref="SummaryHead.Covered"/>
    public long Covered => _head.Covered;

    /// <inheritdoc cref="SummaryHead.Stamp"/>
    public long Stamp => _head.Stamp;

    /// <inheritdoc cref="SummaryHead.Names"/>
    public string[] Names => _head.Names;

    /// <summary>No summaries.</summary>
    public static SummaryBytes None() => new((_, _, _) => default, SummaryHead.Empty);

    /// <summary>What is kept; null when it is torn or something else.</summary>
    public static async ValueTask<SummaryBytes?> OpenAsync(SummarySource read, CancellationToken cancellationToken) =>
        await SummaryHead.ReadAsync(read, cancellationToken).ConfigureAwait(false) is { } head ? new(read, head) : null;

    /// <inheritdoc cref="SummaryHead.Count"/>
    public int Count(int level) => _head.Count(level);

    /// <summary>A page of a level.</summary>
    /// <exception cref="FormatException">What is kept is damaged there.</exception>
    public async ValueTask<SummaryPage> PageAsync(int level, int page, CancellationToken cancellationToken)
    {
        if (_pages[level][page] is { } known)
            return known;
        var (begin, length, hash) = _head.Page(level, page);
        var bytes = await _read(begin, length, cancellationToken).ConfigureAwait(false);
        // The hash is over all that the numbers in it lead to.
        if (bytes.Length != length || (long)XxHash3.HashToUInt64(bytes.Span) != hash)
            throw new FormatException("The summaries are damaged.");
        var found = new SummaryPage(level, Math.Min(SummaryPage.Most, Count(level) - (page * SummaryPage.Most)), bytes);
        _pages[level][page] = found;
        return found;
    }
}
