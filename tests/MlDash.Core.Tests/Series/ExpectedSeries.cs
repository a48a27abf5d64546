using MlDash.Series;

namespace MlDash.Tests.Series;

/// <summary>What a curve has to be by its definition, out of all points.</summary>
internal sealed class ExpectedSeries(IReadOnlyList<Dictionary<string, double>> points, string x, string field, SeriesQuery query)
{
    private readonly List<(int Place, double X, double? Y)> _shown =
    [
        .. points.Select((point, place) => (place, X: point.GetValueOrDefault(x, double.NaN), Y: point.TryGetValue(field, out var y) ? y : (double?)null))
            .Where(point => double.IsFinite(point.X) && point.X >= (query.From ?? double.MinValue) && point.X <= (query.To ?? double.MaxValue)),
    ];

    private (double From, double To)? _ends;

    /// <summary>The points of each bucket, in order. Where <paramref name="unit"/> points share a bucket by definition, they do.</summary>
    public List<List<(double X, double Y)>> Buckets(int unit)
    {
        List<List<(double X, double Y)>> buckets = [];
        var (column, before) = (-1, double.NegativeInfinity);
        foreach (var piece in _shown.GroupBy(point => point.Place / unit).SelectMany(Pieces))
        {
            var at = ColumnOf(piece[0].X);
            if (at != column || piece[0].X < before)
                buckets.Add([]);
            buckets[^1].AddRange(piece.Where(point => point.Y is not null).Select(point => (point.X, point.Y!.Value)));
            (column, before) = (at, piece[^1].X);
        }

        return [.. buckets.Where(bucket => bucket.Count > 0)];
    }

    /// <summary>The points of each column in the order in which they were recorded.</summary>
    public List<List<(double X, double Y)>> Columns() =>
    [
        .. _shown.Where(point => point.Y is not null).GroupBy(point => ColumnOf(point.X)).OrderBy(column => column.Key)
            .Select(column => column.Select(point => (point.X, point.Y!.Value)).ToList()),
    ];

    /// <summary>Whether a bucket is of just these points.</summary>
    public static void AssertIs(List<(double X, double Y)> points, SeriesBucket bucket)
    {
        var finite = points.Where(point => double.IsFinite(point.Y)).ToList();
        Assert.Equal(finite.Count, bucket.Count);
        Assert.Equal(points.Count - finite.Count, bucket.NonFinite);
        Assert.Equal(!double.IsFinite(points[0].Y), bucket.BeginsWithGap);
        Assert.Equal(!double.IsFinite(points[^1].Y), bucket.EndsWithGap);
        if (finite.Count == 0)
            return;
        Assert.Equal(finite[0], bucket.First);
        Assert.Equal(finite[^1], bucket.Last);
        Assert.Equal(finite.MinBy(point => point.Y), bucket.Min);
        Assert.Equal(finite.MaxBy(point => point.Y), bucket.Max);
        // The exact sum, rounded once.
        var sum = (double)finite.Sum(point => (decimal)point.Y);
        Assert.True(Math.Abs(sum - bucket.Sum) <= Math.BitIncrement(Math.Abs(sum)) - Math.Abs(sum), $"{bucket.Sum} is not {sum}.");
    }

    private int ColumnOf(double x)
    {
        _ends ??= (query.From ?? _shown.Min(point => point.X), query.To ?? _shown.Max(point => point.X));
        var (from, to) = _ends.Value;
        // Which of two columns a point on their border belongs to is a matter of rounding; this rounds alike.
        return to > from ? (int)Math.Min(Math.Floor(((x / 2) - (from / 2)) * (query.Buckets / ((to / 2) - (from / 2)))), query.Buckets - 1) : 0;
    }

    private static IEnumerable<List<(int Place, double X, double? Y)>> Pieces(IEnumerable<(int Place, double X, double? Y)> points)
    {
        List<(int Place, double X, double? Y)> piece = [];
        foreach (var point in points)
        {
            if (piece.Count > 0 && point.X < piece[^1].X)
            {
                yield return piece;
                piece = [];
            }

            piece.Add(point);
        }

        yield return piece;
    }
}
