using MlDash.Series;

namespace MlDash.Dashboard.Questions;

/// <summary>Curves of a metric, of one experiment.</summary>
/// <param name="Path">The experiment.</param>
/// <param name="Metric">The metric.</param>
/// <param name="Query">Which curves, and how fine.</param>
public sealed record SeriesQuestion(ExperimentPath Path, string Metric, SeriesQuery Query)
{
    /// <summary>Asks it.</summary>
    public async Task<SeriesAnswer> AskAsync(DashboardSource source, CancellationToken cancellationToken)
    {
        var query = Query with { Buckets = Math.Clamp(Query.Buckets, 1, QuestionLimits.Buckets) };
        var found = await source.Reader.ReadSeriesAsync(Path, Metric, query, cancellationToken).ConfigureAwait(false);
        return new(Path.Value, Metric, [.. found.Take(QuestionLimits.Curves).Select(Curve)]);
    }

    private static CurveColumns Curve(MetricSeries series)
    {
        var buckets = series.Buckets;
        return new(
            series.Field, series.X.Field, series.X.IsElapsed, series.IsRaw, series.IsOrdered,
            series.Column(bucket => bucket.First.X), series.Column(bucket => bucket.First.Y),
            series.Column(bucket => bucket.Last.X), series.Column(bucket => bucket.Last.Y),
            series.Column(bucket => bucket.Min.X), series.Column(bucket => bucket.Min.Y),
            series.Column(bucket => bucket.Max.X), series.Column(bucket => bucket.Max.Y),
            [.. buckets.Select(bucket => bucket.Count)], series.Column(bucket => bucket.Sum / bucket.Count), buckets.Sum(bucket => bucket.NonFinite),
            series.Places(bucket => bucket.StartsPiece || bucket.BeginsWithGap), series.Places(bucket => bucket.EndsWithGap));
    }
}

/// <summary>Curves of a metric.</summary>
/// <param name="Path">The experiment.</param>
/// <param name="Metric">The metric.</param>
/// <param name="Curves">A curve a field.</param>
public sealed record SeriesAnswer(string Path, string Metric, IReadOnlyList<CurveColumns> Curves);

/// <summary>A curve as columns of numbers, an item a bucket; null where a bucket has no finite value.</summary>
/// <param name="Field">The field along y.</param>
/// <param name="X">The field along x; empty for the index.</param>
/// <param name="IsElapsed">Whether x is counted from that of the first point.</param>
/// <param name="IsRaw">Whether each bucket is a single point.</param>
/// <param name="IsOrdered">Whether a line may lead from bucket to bucket.</param>
/// <param name="FirstX">x of the first point.</param>
/// <param name="FirstY">y of the first point.</param>
/// <param name="LastX">x of the last point.</param>
/// <param name="LastY">y of the last point.</param>
/// <param name="MinX">x of the least point.</param>
/// <param name="MinY">y of the least point.</param>
/// <param name="MaxX">x of the greatest point.</param>
/// <param name="MaxY">y of the greatest point.</param>
/// <param name="Count">How many points are finite.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="NonFinite">How many points of the curve are NaN or infinite.</param>
/// <param name="Breaks">The buckets that no line leads to.</param>
/// <param name="Ends">The buckets that no line leads on from.</param>
public sealed record CurveColumns(
    string Field, string X, bool IsElapsed, bool IsRaw, bool IsOrdered, double?[] FirstX, double?[] FirstY, double?[] LastX, double?[] LastY,
    double?[] MinX, double?[] MinY, double?[] MaxX, double?[] MaxY, long[] Count, double?[] Mean, long NonFinite, int[] Breaks, int[] Ends);
