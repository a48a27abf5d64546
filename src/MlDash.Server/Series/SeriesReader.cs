using MlDash.Protocol;
using MlDash.Series;
using MlDash.Server.Documents;
using MlDash.Server.Http;
using MlDash.Server.Metrics;
using MlDash.Server.Stores;

namespace MlDash.Server.Series;

/// <summary>Reads fields of metrics as curves, over chunks and hot points alike.</summary>
internal sealed class SeriesReader(StoreCollections stores, IMetadataStore store, MetricPoints points, MetricCurves summarized)
{
    /// <summary>The most values that are held for one answer, which bounds its memory and its time.</summary>
    private const long MostValues = 5_000_000;

    /// <summary>Up to as many values every point is read.</summary>
    private const long MostReadWhole = 1_000_000;

    /// <summary>Buckets for each place of the answer; each gives two points.</summary>
    private const int BucketsABin = 4;
    private const int MostMetrics = 5_000;

    /// <summary>The metrics of an experiment that may hold fields that are asked for, by name.</summary>
    public async Task<IReadOnlyList<SeriesSource>> SourcesAsync(string experimentId, SeriesRequest asked, CancellationToken cancellationToken)
    {
        var metrics = (await stores.Metrics.ListAsync(experimentId, cancellationToken)).OrderBy(m => m.Name, StringComparer.Ordinal)
            .Select(metric => (Metric: metric, Fields: SeriesKeys.FieldsOf(metric.Name, asked.YKeys))).Where(m => m.Fields.Count > 0).ToList();
        var ends = await store.EndsAsync([.. metrics.Select(m => m.Metric.Stream)], cancellationToken);
        return [.. metrics.Select(m => new SeriesSource(m.Metric, ends.GetValueOrDefault(m.Metric.Stream)?.Next ?? 0, m.Fields))];
    }

    /// <summary>In how many buckets the points of a source are read; null: one by one.</summary>
    /// <exception cref="ApiException">413 that says how much it is.</exception>
    public static int? BucketsOf(IReadOnlyCollection<SeriesSource> sources, SeriesRequest asked)
    {
        if (sources.Count > MostMetrics)
            throw TooLarge($"{sources.Count} metrics would have to be read; {MostMetrics} are the most. Name the metric: 'train.loss'.");
        var values = sources.Sum(s => s.Points) * asked.YKeys.Count;
        // A place that all curves have can be any of their points.
        int? buckets = values > MostReadWhole && asked.Interpolates ? asked.Bins * BucketsABin : null;
        if (buckets is { } count)
            values = sources.Sum(s => Math.Min(s.Points, 2L * count)) * asked.YKeys.Count;
        return values <= MostValues ? buckets
            : throw TooLarge($"{values} values would have to be read; {MostValues} are the most. Ask for fewer experiments, keys or bins.");
    }

    /// <summary>The field that <c>x</c> is, for sources that are compared with each other.</summary>
    public async Task<string> ResolveAsync(string xKey, IReadOnlyCollection<SeriesSource> sources, CancellationToken cancellationToken)
    {
        if (xKey != SeriesKeys.Default)
            return xKey;
        List<string> counters = [.. SeriesKeys.Counters];
        foreach (var source in sources)
        {
            // Metrics that hold none of the fields have no say.
            if (await FirstAsync(source.Metric, cancellationToken) is { } first && source.Fields.Values.Any(first.ContainsKey))
                counters.RemoveAll(counter => !first.ContainsKey(counter));
        }
        return counters.FirstOrDefault() ?? SeriesKeys.Index;
    }

    /// <summary>The curves of a source by key, of those keys that it has points for.</summary>
    /// <param name="source">The source.</param>
    /// <param name="xKey">What lies along x.</param>
    /// <param name="buckets">What <see cref="BucketsOf"/> says.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyDictionary<string, Curve>> CurvesAsync(
        SeriesSource source, string xKey, int? buckets, CancellationToken cancellationToken)
    {
        var xField = SeriesKeys.FieldOf(source.Metric.Name, xKey) ?? xKey;
        return buckets is { } most && source.Points > most
            ? await summarized.AskAsync(source.Metric, found => InBucketsAsync(found, source, xField, most, cancellationToken), cancellationToken)
            : await OneByOneAsync(source, xField, cancellationToken);
    }

    private static async Task<IReadOnlyDictionary<string, Curve>> InBucketsAsync(
        ISummarizedPoints found, SeriesSource source, string xField, int buckets, CancellationToken cancellationToken)
    {
        var curves = new Dictionary<string, Curve>();
        if (SeriesKeys.AxisOf(xField, Has) is not { } x || !source.Fields.Values.Any(Has))
            return curves;
        var query = new SeriesQuery { Fields = [.. source.Fields.Values.Where(Has).Distinct(StringComparer.Ordinal)], X = x, Buckets = buckets };
        foreach (var series in await SeriesReduction.ReadAsync(found, source.Metric.Name, query, cancellationToken))
        {
            var curve = BucketCurve.Of(series.Buckets);
            foreach (var (key, _) in source.Fields.Where(field => curve.X.Length > 0 && field.Value == series.Field))
                curves[key] = curve;
        }
        return curves;

        // The summaries know a field by any case, a request means one.
        bool Has(string field) => found.Fields.Find(field) is var slot and >= 0 && found.Fields[slot] == field;
    }

    private async Task<IReadOnlyDictionary<string, Curve>> OneByOneAsync(SeriesSource source, string xField, CancellationToken cancellationToken)
    {
        var found = source.Fields.Keys.ToDictionary(key => key, _ => new List<(double X, double Y)>());
        await foreach (var point in points.ReadAsync(source.Metric, 0, source.Points, cancellationToken))
        {
            var fields = RawJson.Parse(point.Data).ToDictionary();
            if (XOf(point, fields, xField) is not { } x || !double.IsFinite(x))
                continue;
            foreach (var (key, field) in source.Fields)
            {
                if (fields.TryGetValue(field, out var value) && value.AsNumber() is { } y && double.IsFinite(y))
                    found[key].Add((x, y));
            }
        }
        return found.Where(f => f.Value.Count > 0).ToDictionary(f => f.Key, f => CurveOf(f.Value));
    }

    private static double? XOf(StoredPoint point, IReadOnlyDictionary<string, RawJson> fields, string field) =>
        SeriesKeys.AxisOf(field, fields.ContainsKey) is not { } x ? null
        : x == SeriesX.Index ? point.Index
        : fields[x.Field].AsNumber();

    // A run that was resumed says some steps again: the later point counts.
    private static Curve CurveOf(List<(double X, double Y)> points)
    {
        var ordered = points.Select((p, i) => (p.X, p.Y, Place: i)).OrderBy(p => p.X).ThenBy(p => p.Place).ToList();
        var last = ordered.Where((p, i) => i == ordered.Count - 1 || ordered[i + 1].X != p.X).ToList();
        return new Curve([.. last.Select(p => p.X)], [.. last.Select(p => p.Y)], last.Count);
    }

    private static ApiException TooLarge(string message) => new(StatusCodes.Status413PayloadTooLarge, WireErrors.TooLarge, message);

    private async Task<IReadOnlyDictionary<string, RawJson>?> FirstAsync(MetricDocument metric, CancellationToken cancellationToken)
    {
        await foreach (var point in points.ReadAsync(metric, 0, 1, cancellationToken))
            return RawJson.Parse(point.Data).ToDictionary();
        return null;
    }
}

/// <summary>A metric that may hold fields that are asked for.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Points">How many points it had when it was looked at.</param>
/// <param name="Fields">The field of each key that may mean one of this metric.</param>
internal sealed record SeriesSource(MetricDocument Metric, long Points, IReadOnlyDictionary<string, string> Fields);
