using MlDash.Series;

namespace MlDash.Server.Series;

/// <summary>What the keys of a request mean in a metric.</summary>
internal static class SeriesKeys
{
    /// <summary>What a key names in an experiment that is resolved by itself: a counter if the points have one, else the index.</summary>
    public const string Default = "default";

    /// <summary>The index of a point, unless a field is called so.</summary>
    public const string Index = "index";

    private const string Timestamp = "timestamp";

    /// <summary>What counts the points of a run. Not the time: runs that are compared do not meet in it.</summary>
    public static IReadOnlyList<string> Counters { get; } = [.. SeriesX.UsualFields.Where(field => field != SeriesX.TimeField)];

    /// <summary>'train.loss' is the field 'loss' of the metric 'train', 'loss' is that of any metric; null where the key is about another metric.</summary>
    public static string? FieldOf(string metric, string key) =>
        key.Length > metric.Length + 1 && key[metric.Length] == '.' && key.StartsWith(metric, StringComparison.Ordinal) ? key[(metric.Length + 1)..]
        : key.Contains('.', StringComparison.Ordinal) ? null
        : key;

    /// <summary>The field of each key that may mean one of a metric.</summary>
    public static Dictionary<string, string> FieldsOf(string metric, IReadOnlyList<string> keys) =>
        keys.Select(key => (Key: key, Field: FieldOf(metric, key))).Where(f => f.Field is not null).ToDictionary(f => f.Key, f => f.Field!);

    /// <summary>What lies along x in a metric; null when nothing does.</summary>
    /// <param name="field">The field that the key means.</param>
    /// <param name="has">Whether the points have a field of this name.</param>
    public static SeriesX? AxisOf(string field, Predicate<string> has) =>
        has(field) ? new(field)
        : field == Timestamp && has(SeriesX.TimeField) ? new(SeriesX.TimeField)
        : field == Index ? SeriesX.Index
        : null;
}
