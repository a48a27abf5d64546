namespace MlDash.Charts;

/// <summary>The dashes that tell curves apart where colours cannot. Lengths are in dots, of which a cell has two.</summary>
internal static class Dash
{
    /// <summary>Dots that show all of any pattern.</summary>
    public const int Longest = 16;

    private static readonly int[][] _patterns = [[], [6, 4], [2, 2], [6, 2, 2, 2], [12, 4], [1, 3], [6, 2, 2, 2, 2, 2], [2, 6]];

    /// <summary>How many curves dashes tell apart.</summary>
    public static int Count => _patterns.Length;

    /// <summary>Whether a curve has ink in a column of dots.</summary>
    public static bool HasInk(int line, int column)
    {
        var pattern = _patterns[line % Count];
        if (pattern.Length == 0)
            return true;
        var rest = column % pattern.Sum();
        var part = 0;
        for (; rest >= pattern[part]; part++)
            rest -= pattern[part];
        return part % 2 == 0;
    }
}
