using System.Runtime.CompilerServices;

namespace MlDash.Series;

/// <summary>Walks over the points in a range, by the largest summaries that will do; where none does, by the points themselves.</summary>
internal sealed class SummaryWalk(ISummarizedPoints points, SeriesRange range)
{
    /// <summary>How many units of a level there are, the last of which may be a part of one.</summary>
    public int Units(int level) => (points.Blocks + SummaryLevels.BlocksOf(level) - 1) / SummaryLevels.BlocksOf(level);

    /// <summary>How many blocks have points in the range, by what their summaries say.</summary>
    public async Task<int> CountAsync(CancellationToken cancellationToken)
    {
        var blocks = 0;
        for (var unit = 0; unit < Units(SummaryLevels.Count - 1); unit++)
            blocks += await CountAsync(SummaryLevels.Count - 1, unit, cancellationToken).ConfigureAwait(false);
        return blocks;
    }

    /// <summary>All units of a level, one after the other.</summary>
    /// <inheritdoc cref="UnitAsync"/>
    public async IAsyncEnumerable<SummaryPart> AllAsync(
        int level, Predicate<BlockSummary> isOfUse, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var unit = 0; unit < Units(level); unit++)
        {
            await foreach (var part in UnitAsync(level, unit, isOfUse, cancellationToken).ConfigureAwait(false))
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

        for (var inner = unit * SummaryLevels.Factor; inner < Math.Min((unit + 1) * SummaryLevels.Factor, Units(level - 1)); inner++)
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
        for (var inner = unit * SummaryLevels.Factor; inner < Math.Min((unit + 1) * SummaryLevels.Factor, Units(level - 1)); inner++)
            blocks += await CountAsync(level - 1, inner, cancellationToken).ConfigureAwait(false);
        return blocks;
    }
}

/// <summary>Neighbouring points: all of a block that is in the range, or points of which some may not be in it.</summary>
/// <param name="Summary">The summary of points that are all in the range.</param>
/// <param name="Points">The points, where there is no summary; they hold until the next part.</param>
internal readonly record struct SummaryPart(BlockSummary? Summary, NumberColumns? Points);
