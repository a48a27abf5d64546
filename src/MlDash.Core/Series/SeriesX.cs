namespace MlDash.Series;

/// <summary>What lies along x.</summary>
/// <param name="Field">The field; empty for the index of the points.</param>
/// <param name="IsElapsed">Whether x is counted from that of the first point.</param>
public sealed record SeriesX(string Field, bool IsElapsed = false)
{
    /// <summary>The field that holds the time of a point, in seconds since 1970 (UTC).</summary>
    public const string TimeField = "_ts";

    /// <summary>The fields that say where a point lies when nobody asks for another, the first one that there is.</summary>
    public static IReadOnlyList<string> UsualFields { get; } = [TimeField, "step", "epoch"];

    /// <summary>The index of the points.</summary>
    public static SeriesX Index { get; } = new(string.Empty);

    /// <summary>What a word or the name of a field means; null: the first of the usual fields that there is, else the index.</summary>
    public static SeriesX? Of(string asked) => asked.ToUpperInvariant() switch
    {
        "DEFAULT" => null,
        "INDEX" => Index,
        "TIME" or "TIMESTAMP" or "_TS" => new(TimeField),
        "RELATIVETIME" => new(TimeField, IsElapsed: true),
        _ => new(asked),
    };

    /// <summary>The first of the usual fields that there is, else the index.</summary>
    /// <param name="has">Whether there is a field of this name.</param>
    public static SeriesX Usual(Func<string, bool> has) => UsualFields.FirstOrDefault(has) is { } found ? new(found) : Index;

    internal static bool IsUsual(string field) => UsualFields.Contains(field, StringComparer.OrdinalIgnoreCase);
}
