namespace MlDash.Series;

/// <summary>
/// Reduces points to what a picture of a certain width shows: for each column the first, last, least and greatest point (Jugel and others, "M4: a
/// visualization-oriented time series data aggregation", PVLDB 2014).
/// </summary>
public static class M4
{
    /// <summary>
    /// The points in buckets, in order. A bucket ends where its column does or where x runs backwards. Columns without points have none.
    /// </summary>
    /// <param name="x">Where each point lies; those outside the range, or nowhere (NaN), are left out.</param>
    /// <param name="y">The values, as many.</param>
    /// <param name="from">The left end of the range.</param>
    /// <param name="to">The right end, which belongs to the last column.</param>
    /// <param name="columns">How many columns the range has.</param>
    public static List<SeriesBucket> Reduce(ReadOnlySpan<double> x, ReadOnlySpan<double> y, double from, double to, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(y.Length, x.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        List<SeriesBucket> buckets = [];
        // Halved first: the distance of two numbers may be larger than any number.
        var scale = to > from ? columns / ((to / 2) - (from / 2)) : 0;
        var open = default(SeriesBucket);
        var isOpen = false;
        var before = double.NegativeInfinity;
        for (var at = 0; at < x.Length; at++)
        {
            var place = x[at];
            if (!(place >= from && place <= to))
                continue;
            var column = Math.Min((int)(((place / 2) - (from / 2)) * scale), columns - 1);
            if (!isOpen || column != open.Column || place < before)
            {
                if (isOpen)
                    buckets.Add(open);
                open = new(column, isOpen && place < before);
                isOpen = true;
            }

            open.Add(place, y[at]);
            before = place;
        }

        if (isOpen)
            buckets.Add(open);
        return buckets;
    }
}
