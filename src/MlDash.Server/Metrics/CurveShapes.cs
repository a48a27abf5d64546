using MlDash.Protocol;
using MlDash.Series;

namespace MlDash.Server.Metrics;

/// <summary>Curves as they are answered: columns of numbers.</summary>
internal static class CurveShapes
{
    /// <summary>The curves of a metric.</summary>
    public static MetricCurvesWire ToWire(string metric, IReadOnlyList<MetricSeries> series) => new(
        metric, series.Count == 0 ? null : new(series[0].X.Field, series[0].X.IsElapsed), [.. series.Select(ToWire)]);

    private static MetricCurveWire ToWire(MetricSeries series)
    {
        var buckets = series.Buckets;
        return new()
        {
            Field = series.Field,
            IsRaw = series.IsRaw,
            IsOrdered = series.IsOrdered,
            Column = [.. buckets.Select(bucket => bucket.Column)],
            FirstX = Numbers(bucket => bucket.First.X),
            FirstY = Numbers(bucket => bucket.First.Y),
            LastX = Numbers(bucket => bucket.Last.X),
            LastY = Numbers(bucket => bucket.Last.Y),
            MinX = Numbers(bucket => bucket.Min.X),
            MinY = Numbers(bucket => bucket.Min.Y),
            MaxX = Numbers(bucket => bucket.Max.X),
            MaxY = Numbers(bucket => bucket.Max.Y),
            Count = [.. buckets.Select(bucket => bucket.Count)],
            Sum = Numbers(bucket => bucket.Sum),
            NonFinite = [.. buckets.Select(bucket => bucket.NonFinite)],
            PieceStarts = Places(bucket => bucket.StartsPiece),
            BeginWithGap = Places(bucket => bucket.BeginsWithGap),
            EndWithGap = Places(bucket => bucket.EndsWithGap),
        };

        // Without a finite value there is no such point.
        double?[] Numbers(Func<SeriesBucket, double> number) =>
            [.. buckets.Select(bucket => bucket.Count > 0 && number(bucket) is var found && double.IsFinite(found) ? found : (double?)null)];

        int[] Places(Predicate<SeriesBucket> holds) => [.. Enumerable.Range(0, buckets.Count).Where(at => holds(buckets[at]))];
    }
}
