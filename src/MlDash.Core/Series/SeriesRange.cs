namespace MlDash.Series;

/// <summary>Which points are shown: those with x, and maybe the time, in a range.</summary>
/// <param name="X">Slot of x.</param>
/// <param name="From">The least x.</param>
/// <param name="To">The greatest x.</param>
/// <param name="Time">Slot of the time; -1 when no point has one.</param>
/// <param name="Since">The earliest time; null: any, also none.</param>
/// <param name="Until">The latest time; null: any, also none.</param>
/// <param name="IsOfPlaces">Whether only x of the points is looked at, so that those without x do not matter.</param>
internal readonly record struct SeriesRange(int X, double From, double To, int Time, double? Since, double? Until, bool IsOfPlaces = false)
{
    private bool HasTime => Since is not null || Until is not null;

    /// <summary>How the points of a block lie to it; null: some are in it, some are not.</summary>
    public bool? Holds(BlockSummary block)
    {
        var x = Holds(block, X, From, To, IsOfPlaces);
        if (x == false || !HasTime)
            return x;
        var time = Holds(block, Time, Since ?? double.MinValue, Until ?? double.MaxValue, isOfSome: false);
        return time == x ? x : time == false ? false : null;
    }

    /// <summary>Whether a point is in it.</summary>
    public bool Holds(NumberColumns points, int point)
    {
        // Not a number compares as false.
        var x = points.Number(X, point);
        if (!(x >= From && x <= To))
            return false;
        if (!HasTime)
            return true;
        if (Time < 0)
            return false;
        var time = points.Number(Time, point);
        return double.IsFinite(time) && time >= (Since ?? double.MinValue) && time <= (Until ?? double.MaxValue);
    }

    private static bool? Holds(BlockSummary block, int slot, double least, double greatest, bool isOfSome)
    {
        if (block.Field(slot) is not { Count: > 0 } field || field.MaxValue < least || field.MinValue > greatest)
            return false;
        return (isOfSome || field.Count == block.Points) && field.MinValue >= least && field.MaxValue <= greatest ? true : null;
    }
}
