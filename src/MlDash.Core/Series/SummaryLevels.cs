namespace MlDash.Series;

/// <summary>How summaries are stacked: level 0 is of blocks, each level above of sixteen below, so that the cost grows with what is shown.</summary>
internal static class SummaryLevels
{
    /// <summary>Summaries of one level that the next one merges.</summary>
    public const int Factor = 16;

    /// <summary>How many levels there are.</summary>
    public const int Count = 3;

    /// <summary>Blocks that a summary of a level is of.</summary>
    public static int BlocksOf(int level) => level switch
    {
        0 => 1,
        1 => Factor,
        _ => Factor * Factor,
    };
}
