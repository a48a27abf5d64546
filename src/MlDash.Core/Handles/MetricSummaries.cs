using System.Collections;
using MlDash.Json;
using MlDash.Text;

namespace MlDash;

/// <summary>
/// Values of metrics that are kept in memory until a summary of them is written as one point. Any number of threads may add.
/// </summary>
public sealed class MetricSummaries
{
    private readonly Experiment _experiment;
    private readonly object _gate = new();
    private readonly SortedDictionary<string, Dictionary<string, List<double>>> _kept = new(StringComparer.Ordinal);

    internal MetricSummaries(Experiment experiment) => _experiment = experiment;

    /// <summary>The aggregation of a word, in any case.</summary>
    /// <exception cref="ExperimentException"><c>UnknownAggregation</c>, listing all.</exception>
    public static SummaryAggregation ParseAggregation(string word) => SummaryStatistics.Parse(word);

    /// <summary>Keeps values of a metric.</summary>
    /// <param name="metric">Its name; <see cref="MetricInfo.Unnamed"/> for the one without.</param>
    /// <param name="values">Numbers under names; null is NaN, booleans are 0 and 1.</param>
    /// <exception cref="ExperimentException"><c>NotANumber</c>, naming key and value; then none of them is kept.</exception>
    public void Add(string metric, IEnumerable<KeyValuePair<string, object?>> values)
    {
        _experiment.Appendable();
        var numbers = values.Select(value => (value.Key, Number: NumberOf(value.Key, value.Value))).ToList();
        lock (_gate)
        {
            if (!_kept.TryGetValue(metric, out var fields))
                _kept[metric] = fields = new Dictionary<string, List<double>>(StringComparer.Ordinal);
            foreach (var (key, number) in numbers)
            {
                if (!fields.TryGetValue(key, out var list))
                    fields[key] = list = [];
                list.Add(number);
            }
        }
    }

    /// <summary>Writes one point for each metric that has values: the extra fields first, then <c>key.aggregation</c> for each key.</summary>
    /// <param name="aggregations">What to compute. Default of the format: the mean.</param>
    /// <param name="extra">Fields to put first into each point; <c>_ts</c> among them is its time.</param>
    /// <param name="metrics">Metrics to summarise; empty: all that have values.</param>
    /// <param name="keep">Whether the values stay, so that the next summary is cumulative.</param>
    /// <param name="clock">The caller's clock.</param>
    /// <returns>The metrics that a point was written for.</returns>
    public IReadOnlyList<string> Write(
        IReadOnlyList<SummaryAggregation> aggregations, IDictionary? extra, IReadOnlyCollection<string> metrics, bool keep, AppendClock clock)
    {
        var points = new List<(string Metric, List<KeyValuePair<string, object?>> Fields)>();
        lock (_gate)
        {
            foreach (var (metric, fields) in _kept.Where(kept => metrics.Count == 0 || metrics.Contains(kept.Key)).ToList())
            {
                var point = Extra(extra);
                foreach (var (key, values) in fields)
                    AddStatistics(point, key, values, aggregations);
                if (point.Count > 0)
                    points.Add((metric, point));
                if (!keep)
                    _kept.Remove(metric);
            }
        }

        foreach (var (metric, fields) in points)
            _experiment.Metric(metric).Append(fields, clock);
        return points.ConvertAll(point => point.Metric);
    }

    /// <summary>Looks at what is kept, and changes nothing.</summary>
    /// <param name="last">Number of the last values of each key; 0 for all.</param>
    public IReadOnlyList<SummaryPeek> Peek(int last)
    {
        lock (_gate)
        {
            return [.. _kept.SelectMany(metric => metric.Value.Select(field =>
                new SummaryPeek(metric.Key, field.Key, field.Value.Count, last > 0 ? [.. field.Value.TakeLast(last)] : [.. field.Value])))];
        }
    }

    private static List<KeyValuePair<string, object?>> Extra(IDictionary? extra)
    {
        var point = new List<KeyValuePair<string, object?>>();
        if (extra is null)
            return point;
        foreach (DictionaryEntry entry in extra)
            point.Add(new(ValueWriter.KeyText(entry.Key), entry.Value));
        return point;
    }

    private static void AddStatistics(
        List<KeyValuePair<string, object?>> point, string key, List<double> values, IReadOnlyList<SummaryAggregation> aggregations)
    {
        var present = values.Where(value => !double.IsNaN(value)).ToArray();
        if (present.Length == 0)
            return;
        var sorted = present.Order().ToArray();
        foreach (var aggregation in aggregations)
        {
            var name = $"{key}.{aggregation.ToString().ToLowerInvariant()}";

            // Statistics take precedence over a field that was given under their name.
            point.RemoveAll(field => field.Key == name);
            point.Add(new(name, SummaryStatistics.Compute(present, sorted, aggregation)));
        }
    }

    private static double NumberOf(string key, object? value)
    {
        var plain = ScriptValues.Resolve(value);
        return plain is null ? double.NaN : StoredNumber.Of(plain) ?? throw NotANumber(key, plain);
    }

    private static ExperimentException NotANumber(string key, object found) =>
        new("NotANumber", $"The value '{found}' of '{key}' is not a number.", "Buffer only numbers; record strings as points.") { Target = found };
}

/// <summary>Values that are kept for a summary.</summary>
public sealed class SummaryPeek(string metric, string key, int count, double[] values)
{
    /// <summary>The metric.</summary>
    public string Metric { get; } = metric;

    /// <summary>The name of the values.</summary>
    public string Key { get; } = key;

    /// <summary>How many are kept.</summary>
    public int Count { get; } = count;

    /// <summary>The last of them, oldest first.</summary>
    public double[] Values { get; } = values;

    /// <inheritdoc />
    public override string ToString() => $"{Metric}/{Key}";
}
