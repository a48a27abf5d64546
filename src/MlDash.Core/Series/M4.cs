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
        var collector = new BucketCollector(new(from, to, columns), fields: 1);
        for (var at = 0; at < x.Length; at++)
        {
            if (x[at] >= from && x[at] <= to)
                collector.Open(x[at])[0].Add(x[at], y[at]);
        }

        return collector.Finish()[0];
    }
}
