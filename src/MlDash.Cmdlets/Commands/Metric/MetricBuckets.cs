using System.Buffers;
using MlDash.Series;

namespace MlDash.Cmdlets.Commands;

/// <summary>Fields of a metric as curves of buckets, which cost what is shown of them.</summary>
internal sealed class MetricBuckets(Experiment experiment, MetricInfo info, IReadOnlyList<string> fields, SeriesQuery query)
    : DrawnMetric(experiment, info, fields)
{
    private IReadOnlyList<MetricSeries> _read = [];

    public override bool Has(string name) =>
        name.Length == 0 || Info.Last is not { } last || Find(name) is not null || last.Fields.Names.Contains(name, StringComparer.OrdinalIgnoreCase);

    public override async Task ReadOnAsync(XAxis axis, CancellationToken cancellationToken) => _read = await Experiment.Metric(Info.Name)
        .ReadSeriesAsync(query with { Fields = Fields, X = axis.Series }, cancellationToken).ConfigureAwait(false);

    public override (ReadOnlyMemory<double> X, ReadOnlyMemory<double> Y) PointsOf(string field)
    {
        var (x, y) = (new ArrayBufferWriter<double>(), new ArrayBufferWriter<double>());
        var place = double.NaN;
        var series = Find(field);
        foreach (var bucket in series?.Buckets ?? [])
        {
            if (bucket.Count > 0)
                place = bucket.First.X;
            if (bucket.BeginsWithGap || series?.IsOrdered == false)
                Add(place, double.NaN);
            if (bucket.Count == 0)
                continue;
            foreach (var (at, value) in InOrder(bucket))
                Add(at, value);
            place = bucket.Last.X;
            if (bucket.EndsWithGap)
                Add(place, double.NaN);
        }

        return (x.WrittenMemory, y.WrittenMemory);

        void Add(double at, double value)
        {
            x.Write([at]);
            y.Write([value]);
        }
    }

    /// <summary>The four points of a bucket, those that are the same once.</summary>
    private static IEnumerable<(double X, double Y)> InOrder(SeriesBucket bucket)
    {
        (double X, double Y)[] inner = [bucket.Min, bucket.Max];
        return inner.OrderBy(point => point.X).Prepend(bucket.First).Append(bucket.Last).Distinct();
    }

    private MetricSeries? Find(string field) => _read.FirstOrDefault(series => string.Equals(series.Field, field, StringComparison.OrdinalIgnoreCase));
}
