namespace MlDash.Series;

/// <summary>
/// The points of a metric in blocks of <see cref="NumberColumns.Most"/>, of which all but the last ones have summaries. One caller at a time.
/// </summary>
internal interface ISummarizedPoints
{
    /// <summary>The fields of all points.</summary>
    FieldTable Fields { get; }

    /// <summary>How many blocks there are, those without a summary included.</summary>
    int Blocks { get; }

    /// <summary>
    /// How many summaries there are at a level: each of level 0 is of one block, each of the next of <see cref="SummaryLevels.FactorOf"/> of those below.
    /// </summary>
    int Summaries(int level);

    /// <summary>A summary.</summary>
    ValueTask<BlockSummary> SummaryAsync(int level, int at, CancellationToken cancellationToken);

    /// <summary>The points of a block, until the next call.</summary>
    ValueTask<NumberColumns> ReadAsync(int block, CancellationToken cancellationToken);
}
