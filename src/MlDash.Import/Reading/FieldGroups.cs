using System.Collections;
using System.Collections.Specialized;
using MlDash.Import.Runs;

namespace MlDash.Import.Reading;

/// <summary>
/// Rows of many values, as trackers log them at once, as points: <c>train/loss</c> is the field <c>loss</c> of the metric <c>train</c>, and what has no
/// group is of the metric <c>history</c>. Each point has the step of its row.
/// </summary>
/// <param name="sink">Takes the points.</param>
internal sealed class FieldGroups(IRunSink sink)
{
    private const string Step = "step";

    /// <summary>The metric of what has no group.</summary>
    public const string History = "history";

    private readonly Dictionary<string, List<KeyValuePair<string, object?>>> _groups = new(StringComparer.Ordinal);

    /// <summary>Gives the points of a row.</summary>
    /// <param name="row">Names and values; maps in it are groups.</param>
    /// <param name="number">The step of the row; null when it has none.</param>
    /// <param name="time">Seconds since 1970; null: unknown.</param>
    public void Add(IDictionary row, object? number, double? time)
    {
        foreach (var group in _groups.Values)
            group.Clear();
        Take(row, string.Empty, 0);
        foreach (var (name, fields) in _groups.Where(group => group.Value.Count > 0))
        {
            if (number is not null && !fields.Exists(field => field.Key == Step))
                fields.Insert(0, new(Step, number));
            sink.Metric(name).Add(fields, time);
        }
    }

    private void Take(IDictionary row, string prefix, int depth)
    {
        foreach (DictionaryEntry member in row)
        {
            var name = prefix + member.Key;
            if (member.Value is OrderedDictionary { Count: > 0 } inner && depth < 8 && !inner.Contains("_type"))
            {
                Take(inner, name + "/", depth + 1);
                continue;
            }

            if (member.Value is OrderedDictionary media && media["_type"] is string type)
            {
                sink.LeaveOut($"Values of the type {type}, such as '{name}'.");
                continue;
            }

            var slash = name.LastIndexOf('/');
            var metric = slash <= 0 ? History : name[..slash];
            if (!_groups.TryGetValue(metric, out var group))
                _groups.Add(metric, group = []);
            group.Add(new(slash < 0 ? name : name[(slash + 1)..], Real(member.Value)));
        }
    }

    /// <summary>Numbers that JSON cannot hold come as texts.</summary>
    private static object? Real(object? value) => value switch
    {
        "NaN" => double.NaN,
        "Infinity" => double.PositiveInfinity,
        "-Infinity" => double.NegativeInfinity,
        _ => value,
    };
}
