using MlDash.Series;

namespace MlDash.Server.Series;

/// <summary>A curve of the first and the last point of each bucket, where there are too many points to read them all: every value in it was recorded.</summary>
internal static class BucketCurve
{
    /// <summary>The curve of buckets in their order. A run that was resumed says some steps again: the later piece counts where it lies.</summary>
    public static Curve Of(IReadOnlyList<SeriesBucket> buckets)
    {
        var points = new List<(double X, double Y)>();
        var piece = new List<(double X, double Y)>();
        foreach (var bucket in buckets.Where(bucket => bucket.Count > 0))
        {
            // Where x is no axis, a bucket is all that lies in a column, whatever was recorded first.
            var (left, right) = bucket.First.X <= bucket.Last.X ? (bucket.First, bucket.Last) : (bucket.Last, bucket.First);
            if (piece.Count > 0 && (bucket.StartsPiece || left.X < piece[^1].X))
                PutOver(points, piece);
            Append(piece, left);
            Append(piece, right);
        }
        if (piece.Count > 0)
            PutOver(points, piece);
        return new([.. points.Select(point => point.X)], [.. points.Select(point => point.Y)], buckets.Sum(bucket => bucket.Count));
    }

    /// <summary>Of points at one place the later one counts.</summary>
    private static void Append(List<(double X, double Y)> piece, (double X, double Y) point)
    {
        if (piece.Count > 0 && piece[^1].X == point.X)
            piece[^1] = point;
        else
            piece.Add(point);
    }

    private static void PutOver(List<(double X, double Y)> points, List<(double X, double Y)> piece)
    {
        var (begin, end) = (FirstFrom(points, piece[0].X), FirstFrom(points, Math.BitIncrement(piece[^1].X)));
        points.RemoveRange(begin, end - begin);
        points.InsertRange(begin, piece);
        piece.Clear();
    }

    /// <summary>The place of the first point that does not lie left of x.</summary>
    private static int FirstFrom(List<(double X, double Y)> points, double x)
    {
        var (from, to) = (0, points.Count);
        while (from < to)
        {
            var middle = (from + to) / 2;
            (from, to) = points[middle].X < x ? (middle + 1, to) : (from, middle);
        }
        return from;
    }
}
