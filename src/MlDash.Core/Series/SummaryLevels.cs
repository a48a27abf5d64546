namespace MlDash.Series;

/// <summary>
/// How summaries are stacked: level 0 is of blocks, each level above of ten or sixteen summaries below, so that the cost grows with what is shown.
/// </summary>
internal static class SummaryLevels
{
    /// <summary>How many levels there are.</summary>
    public const int Count = 4;

    /// <summary>The level of the largest units.</summary>
    public const int Top = Count - 1;

    private static ReadOnlySpan<int> Blocks => [1, 10, 160, 2560];

    /// <summary>Blocks that a summary of a level is of.</summary>
    public static int BlocksOf(int level) => Blocks[level];

    /// <summary>Summaries of the level below that one of a level merges.</summary>
    public static int FactorOf(int level) => Blocks[level] / Blocks[level - 1];
}
