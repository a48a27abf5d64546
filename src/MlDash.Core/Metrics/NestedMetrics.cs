using System.Collections;
using MlDash.Json;

namespace MlDash.Metrics;

/// <summary>Logging without a metric name: scalars go to the unnamed metric, every object in it is a point of the metric of its name.</summary>
public static class NestedMetrics
{
    /// <summary>Takes one nested input apart into the points it stands for, the unnamed one first.</summary>
    /// <returns>Metric name and fields; scalars come first in each point, and a point's own fields take precedence.</returns>
    public static IEnumerable<(string Metric, IReadOnlyList<KeyValuePair<string, object?>> Fields)> Split(IDictionary input)
    {
        var scalars = new List<KeyValuePair<string, object?>>();
        var nested = new List<(string Metric, IDictionary Fields)>();
        foreach (DictionaryEntry entry in input)
        {
            var name = ValueWriter.KeyText(entry.Key);
            if (ScriptValues.Resolve(entry.Value) is IDictionary fields)
                nested.Add((name, fields));
            else
                scalars.Add(new(name, entry.Value));
        }

        if (scalars.Any(field => field.Key != MetricPoint.TimestampField))
            yield return (MetricInfo.Unnamed, scalars);
        foreach (var (metric, fields) in nested)
            yield return (metric, Merge(scalars, fields));
    }

    private static List<KeyValuePair<string, object?>> Merge(List<KeyValuePair<string, object?>> scalars, IDictionary own)
    {
        var point = new List<KeyValuePair<string, object?>>(scalars);
        foreach (DictionaryEntry entry in own)
        {
            var name = ValueWriter.KeyText(entry.Key);
            var at = point.FindIndex(field => field.Key == name);
            if (at >= 0)
                point[at] = new(name, entry.Value);
            else
                point.Add(new(name, entry.Value));
        }

        return point;
    }
}
