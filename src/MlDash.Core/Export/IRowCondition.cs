namespace MlDash.Export;

/// <summary>The cells of a row, by the numbers of their columns.</summary>
internal interface IRowCells
{
    /// <summary>A cell; null where there is nothing.</summary>
    object? this[int column] { get; }

    /// <summary>A cell as a text that can be searched; null where there is none.</summary>
    string? TextAt(int column);
}

/// <summary>Between which values those of a column lie: numbers or times. NaN and null may be there beside them.</summary>
internal readonly record struct ColumnRange(object Least, object Greatest);

/// <summary>A condition on rows.</summary>
internal interface IRowCondition
{
    /// <summary>Numbers of the columns that it looks at.</summary>
    IReadOnlyList<int> Columns { get; }

    /// <summary>Whether a row fits.</summary>
    bool Holds(IRowCells row);

    /// <summary>Whether a row may fit, as far as ranges tell.</summary>
    /// <param name="ranges">Between which values a column lies; null when that is not known.</param>
    bool MayHold(Func<int, ColumnRange?> ranges);
}
