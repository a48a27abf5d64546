using MlDash.Series;

namespace MlDash.Dashboard.Questions;

/// <summary>Curves of a metric, of one experiment or of several.</summary>
/// <param name="Paths">The experiments.</param>
/// <param name="Metric">The metric.</param>
/// <param name="Query">Which curves, and how fine.</param>
public sealed record SeriesQuestion(IReadOnlyList<ExperimentPath> Paths, string Metric, SeriesQuery Query)
{
    /// <summary>Asks it.</summary>
    /// <exception cref="ConfigurationException"><c>TooManyPaths</c>.</exception>
    public async Task<SeriesAnswer> AskAsync(DashboardSource source, CancellationToken cancellationToken)
    {
        QuestionLimits.RefuseMore(Paths, QuestionLimits.Series);
        var query = Query with { Buckets = Math.Clamp(Query.Buckets, 1, QuestionLimits.Buckets) };
        var found = await ReadAsync(source, query, cancellationToken).ConfigureAwait(false);
        // The more experiments, the fewer fields of each.
        var curves = Math.Max(1, QuestionLimits.Curves / Paths.Count);
        return new([.. Paths.Zip(found, (path, series) => new MetricCurves(path.Value, Metric, [.. series.Take(curves).Select(Curve)]))]);
    }

    private async Task<IReadOnlyList<IReadOnlyList<MetricSeries>>> ReadAsync(
        DashboardSource source, SeriesQuery query, CancellationToken cancellationToken)
    {
        try
        {
            return await source.Reader.ReadSeriesAsync([.. Paths.Select(path => new MetricPath(path, Metric))], query, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (ExperimentException gone) when (gone.ErrorId == "ExperimentNotFound" && Paths.Count > 1)
        {
            // One of them was deleted since the page was made: the others have their curves.
            List<IReadOnlyList<MetricSeries>> each = [];
            foreach (var path in Paths)
            {
                var only = this with { Paths = [path] };
                each.Add(await only.ReadOrNothingAsync(source, query, cancellationToken).ConfigureAwait(false));
            }

            return each;
        }
    }

    private async Task<IReadOnlyList<MetricSeries>> ReadOrNothingAsync(DashboardSource source, SeriesQuery query, CancellationToken cancellationToken)
    {
        try
        {
            return (await ReadAsync(source, query, cancellationToken).ConfigureAwait(false))[0];
        }
        catch (ExperimentException gone) when (gone.ErrorId == "ExperimentNotFound")
        {
            return [];
        }
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
/// <param name="Series">An entry an experiment, in the order asked for.</param>
public sealed record SeriesAnswer(IReadOnlyList<MetricCurves> Series);

/// <summary>Curves of a metric of an experiment.</summary>
/// <param name="Path">The experiment.</param>
/// <param name="Metric">The metric.</param>
/// <param name="Curves">A curve a field; none when there is no such metric.</param>
public sealed record MetricCurves(string Path, string Metric, IReadOnlyList<CurveColumns> Curves);

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
