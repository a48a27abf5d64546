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
            FirstX = series.Column(bucket => bucket.First.X),
            FirstY = series.Column(bucket => bucket.First.Y),
            LastX = series.Column(bucket => bucket.Last.X),
            LastY = series.Column(bucket => bucket.Last.Y),
            MinX = series.Column(bucket => bucket.Min.X),
            MinY = series.Column(bucket => bucket.Min.Y),
            MaxX = series.Column(bucket => bucket.Max.X),
            MaxY = series.Column(bucket => bucket.Max.Y),
            Count = [.. buckets.Select(bucket => bucket.Count)],
            Sum = series.Column(bucket => bucket.Sum),
            NonFinite = [.. buckets.Select(bucket => bucket.NonFinite)],
            PieceStarts = series.Places(bucket => bucket.StartsPiece),
            BeginWithGap = series.Places(bucket => bucket.BeginsWithGap),
            EndWithGap = series.Places(bucket => bucket.EndsWithGap),
        };
    }
}
