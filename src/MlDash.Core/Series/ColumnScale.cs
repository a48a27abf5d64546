namespace MlDash.Series;

/// <summary>A range of x in equal columns; the right end belongs to the last one.</summary>
/// <param name="from">The left end.</param>
/// <param name="to">The right end.</param>
/// <param name="columns">How many columns.</param>
internal readonly struct ColumnScale(double from, double to, int columns)
{
    // Halved first: the distance of two numbers may be larger than any number.
    private readonly double _scale = to > from ? columns / ((to / 2) - (from / 2)) : 0;

    /// <summary>How many columns.</summary>
    public int Columns => columns;

    /// <summary>The column of a place in the range.</summary>
    public int Of(double x) => Math.Min((int)(((x / 2) - (from / 2)) * _scale), columns - 1);
}
