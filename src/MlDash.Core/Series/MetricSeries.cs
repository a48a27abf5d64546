namespace MlDash.Series;

/// <summary>A curve: one field of a metric over x, as points or as buckets of neighbouring points.</summary>
public sealed record MetricSeries
{
    /// <summary>The metric.</summary>
    public required string Metric { get; init; }

    /// <summary>The field, as it is stored.</summary>
    public required string Field { get; init; }

    /// <summary>What lies along x.</summary>
    public required SeriesX X { get; init; }

    /// <summary>
    /// In the order in which they were recorded. First, last, least, greatest, counts and sums are exactly those of the points in it. Where many points are
    /// shown, the border between two buckets is at a multiple of 100 points, not in the middle of them.
    /// </summary>
    public required IReadOnlyList<SeriesBucket> Buckets { get; init; }

    /// <summary>Whether each bucket is a single point.</summary>
    public required bool IsRaw { get; init; }

    /// <summary>
    /// False where x runs backwards so often that it is a value, not an axis: then buckets are in the order of x, each of all points there, and no line leads
    /// from one to the next.
    /// </summary>
    public required bool IsOrdered { get; init; }

    /// <summary>A number of each bucket; null where it has no finite value, and so no such point.</summary>
    internal double?[] Column(Func<SeriesBucket, double> number) =>
        [.. Buckets.Select(bucket => bucket.Count > 0 && number(bucket) is var found && double.IsFinite(found) ? found : (double?)null)];

    /// <summary>The places of the buckets that something holds for.</summary>
    internal int[] Places(Predicate<SeriesBucket> holds) => [.. Enumerable.Range(0, Buckets.Count).Where(at => holds(Buckets[at]))];

    /// <summary>Whether a field is what is shown, or what lies along x.</summary>
    public bool Has(string field) =>
        string.Equals(Field, field, StringComparison.OrdinalIgnoreCase) || string.Equals(X.Field, field, StringComparison.OrdinalIgnoreCase);
}
