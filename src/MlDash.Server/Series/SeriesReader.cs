using MlDash.Protocol;
using MlDash.Server.Documents;
using MlDash.Server.Http;
using MlDash.Server.Metrics;
using MlDash.Server.Stores;

namespace MlDash.Server.Series;

/// <summary>Reads fields of metrics as curves, over chunks and hot points alike.</summary>
internal sealed class SeriesReader(StoreCollections stores, IMetadataStore store, MetricPoints points)
{
    /// <summary>The most values of one answer, which bounds its memory and its time.</summary>
    private const long MostValues = 5_000_000;
    private const int MostMetrics = 5_000;

    /// <summary>What a key names in an experiment that is resolved by itself: a counter if the points have one, else the index.</summary>
    private const string Default = "default";
    private const string Index = "index";
    private const string Timestamp = "timestamp";

    // What the clients add to each point by themselves.
    private const string AutomaticTime = "_ts";
    private static readonly string[] _counters = ["step", "epoch"];

    /// <summary>The metrics of an experiment that may hold fields that are asked for, by name.</summary>
    public async Task<IReadOnlyList<SeriesSource>> SourcesAsync(string experimentId, SeriesRequest asked, CancellationToken cancellationToken)
    {
        var metrics = (await stores.Metrics.ListAsync(experimentId, cancellationToken)).OrderBy(m => m.Name, StringComparer.Ordinal)
            .Select(metric => (Metric: metric, Fields: FieldsOf(metric.Name, asked.YKeys))).Where(m => m.Fields.Count > 0).ToList();
        var ends = await store.EndsAsync([.. metrics.Select(m => m.Metric.Stream)], cancellationToken);
        return [.. metrics.Select(m => new SeriesSource(m.Metric, ends.GetValueOrDefault(m.Metric.Stream)?.Next ?? 0, m.Fields))];
    }

    /// <summary>Refuses what would not fit.</summary>
    /// <exception cref="ApiException">413 that says how much it is.</exception>
    public static void CheckSize(IReadOnlyCollection<SeriesSource> sources, int keys)
    {
        if (sources.Count > MostMetrics)
            throw TooLarge($"{sources.Count} metrics would have to be read; {MostMetrics} are the most. Name the metric: 'train.loss'.");
        var values = sources.Sum(s => s.Points) * keys;
        if (values > MostValues)
            throw TooLarge($"{values} values would have to be read; {MostValues} are the most. Ask for fewer experiments or keys.");
    }

    /// <summary>The field that <c>x</c> is, for sources that are compared with each other.</summary>
    public async Task<string> ResolveAsync(string xKey, IReadOnlyCollection<SeriesSource> sources, CancellationToken cancellationToken)
    {
        if (xKey != Default)
            return xKey;
        List<string> counters = [.. _counters];
        foreach (var source in sources)
        {
            // Metrics that hold none of the fields have no say.
            if (await FirstAsync(source.Metric, cancellationToken) is { } first && source.Fields.Values.Any(first.ContainsKey))
                counters.RemoveAll(counter => !first.ContainsKey(counter));
        }
        return counters.FirstOrDefault() ?? Index;
    }

    /// <summary>The curves of a source by key, of those keys that it has points for.</summary>
    public async Task<IReadOnlyDictionary<string, Curve>> CurvesAsync(SeriesSource source, string xKey, CancellationToken cancellationToken)
    {
        var found = source.Fields.Keys.ToDictionary(key => key, _ => new List<(double X, double Y)>());
        var xField = FieldOf(source.Metric.Name, xKey) ?? xKey;
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

    // 'train.loss' is the field 'loss' of the metric 'train', 'loss' is that of any metric.
    private static string? FieldOf(string metric, string key) =>
        key.Length > metric.Length + 1 && key[metric.Length] == '.' && key.StartsWith(metric, StringComparison.Ordinal) ? key[(metric.Length + 1)..]
        : key.Contains('.', StringComparison.Ordinal) ? null
        : key;

    private static double? XOf(Metrics.StoredPoint point, IReadOnlyDictionary<string, RawJson> fields, string field) =>
        fields.TryGetValue(field, out var value) || (field == Timestamp && fields.TryGetValue(AutomaticTime, out value)) ? value.AsNumber()
        : field == Index ? point.Index
        : null;

    // A run that was resumed says some steps again: the later point counts.
    private static Curve CurveOf(List<(double X, double Y)> points)
    {
        var ordered = points.Select((p, i) => (p.X, p.Y, Place: i)).OrderBy(p => p.X).ThenBy(p => p.Place).ToList();
        var last = ordered.Where((p, i) => i == ordered.Count - 1 || ordered[i + 1].X != p.X).ToList();
        return new Curve([.. last.Select(p => p.X)], [.. last.Select(p => p.Y)]);
    }

    private static ApiException TooLarge(string message) => new(StatusCodes.Status413PayloadTooLarge, WireErrors.TooLarge, message);

    private static Dictionary<string, string> FieldsOf(string metric, IReadOnlyList<string> keys) =>
        keys.Select(key => (Key: key, Field: FieldOf(metric, key))).Where(f => f.Field is not null).ToDictionary(f => f.Key, f => f.Field!);

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
