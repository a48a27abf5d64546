using System.Runtime.CompilerServices;

namespace MlDash.Series;

/// <summary>Walks over the points in a range, by the largest summaries that will do; where none does, by the points themselves.</summary>
internal sealed class SummaryWalk(ISummarizedPoints points, SeriesRange range)
{
    /// <summary>How many blocks have points in the range, by what their summaries say.</summary>
    public async Task<int> CountAsync(CancellationToken cancellationToken)
    {
        var blocks = 0;
        for (var unit = 0; unit < AllUnits(SummaryLevels.Top); unit++)
            blocks += await CountAsync(SummaryLevels.Top, unit, cancellationToken).ConfigureAwait(false);
        return blocks;
    }

    /// <summary>The units of a level that may have points in the range, by what the summaries of larger ones say.</summary>
    public async Task<IReadOnlyList<int>> UnitsAsync(int level, CancellationToken cancellationToken)
    {
        List<int> units = [.. Enumerable.Range(0, AllUnits(SummaryLevels.Top))];
        for (var larger = SummaryLevels.Top; larger > level; larger--)
        {
            List<int> inner = [];
            foreach (var unit in units)
            {
                if (unit < points.Summaries(larger)
                    && range.Holds(await points.SummaryAsync(larger, unit, cancellationToken).ConfigureAwait(false)) == false)
                    continue;
                var (begin, end) = Inner(larger, unit);
                inner.AddRange(Enumerable.Range(begin, end - begin));
            }

            units = inner;
        }

        return units;
    }

    /// <summary>All points in the range, one part after the other.</summary>
    /// <inheritdoc cref="UnitAsync"/>
    public async IAsyncEnumerable<SummaryPart> AllAsync(Predicate<BlockSummary> isOfUse, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var unit = 0; unit < AllUnits(SummaryLevels.Top); unit++)
        {
            await foreach (var part in UnitAsync(SummaryLevels.Top, unit, isOfUse, cancellationToken).ConfigureAwait(false))
                yield return part;
        }
    }

    /// <summary>A unit of a level, as its summary or as the parts of it.</summary>
    /// <param name="level">The level.</param>
    /// <param name="unit">Which one.</param>
    /// <param name="isOfUse">Whether a summary of points that are all in the range will do.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<SummaryPart> UnitAsync(
        int level, int unit, Predicate<BlockSummary> isOfUse, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (unit < points.Summaries(level))
        {
            var summary = await points.SummaryAsync(level, unit, cancellationToken).ConfigureAwait(false);
            var holds = range.Holds(summary);
            if (holds == false)
                yield break;
            if (holds == true && isOfUse(summary))
            {
                yield return new(summary, null);
                yield break;
            }
        }

        if (level == 0)
        {
            yield return new(null, await points.ReadAsync(unit, cancellationToken).ConfigureAwait(false));
            yield break;
        }

        var (begin, end) = Inner(level, unit);
        for (var inner = begin; inner < end; inner++)
        {
            await foreach (var part in UnitAsync(level - 1, inner, isOfUse, cancellationToken).ConfigureAwait(false))
                yield return part;
        }
    }

    private async Task<int> CountAsync(int level, int unit, CancellationToken cancellationToken)
    {
        if (unit < points.Summaries(level)
            && range.Holds(await points.SummaryAsync(level, unit, cancellationToken).ConfigureAwait(false)) is { } holds)
        {
            return holds ? SummaryLevels.BlocksOf(level) : 0;
        }

        if (level == 0)
            return 1;
        var blocks = 0;
        var (begin, end) = Inner(level, unit);
        for (var inner = begin; inner < end; inner++)
            blocks += await CountAsync(level - 1, inner, cancellationToken).ConfigureAwait(false);
        return blocks;
    }

    /// <summary>How many units of a level there are, the last of which may be a part of one.</summary>
    private int AllUnits(int level) => (points.Blocks + SummaryLevels.BlocksOf(level) - 1) / SummaryLevels.BlocksOf(level);

    /// <summary>The units of the level below that a unit is of.</summary>
    private (int Begin, int End) Inner(int level, int unit)
    {
        var factor = SummaryLevels.FactorOf(level);
        return (unit * factor, Math.Min((unit + 1) * factor, AllUnits(level - 1)));
    }
}

/// <summary>Neighbouring points: all of a block that is in the range, or points of which some may not be in it.</summary>
/// <param name="Summary">The summary of points that are all in the range.</param>
/// <param name="Points">The points, where there is no summary; they hold until the next part.</param>
internal readonly record struct SummaryPart(BlockSummary? Summary, NumberColumns? Points);
