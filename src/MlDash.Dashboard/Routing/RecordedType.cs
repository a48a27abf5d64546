namespace MlDash.Dashboard.Routing;

/// <summary>As what a recorded file is sent: a document that a browser would run is a text.</summary>
internal static class RecordedType
{
    /// <summary>Bytes that are saved, not shown.</summary>
    public const string Bytes = "application/octet-stream";

    private const string Text = "text/plain; charset=utf-8";

    /// <summary>Whether a file is a table, by its name; the same names as in lib/kinds.ts.</summary>
    public static bool IsTable(string name) =>
        IsParquet(name) || name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a table is a Parquet file, by its name.</summary>
    public static bool IsParquet(string name) =>
        name.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".pq", StringComparison.OrdinalIgnoreCase);

    /// <summary>The type that a file is shown as.</summary>
    /// <param name="recorded">Its type as recorded.</param>
    public static string Shown(string recorded) => recorded switch
    {
        _ when recorded.StartsWith("image/", StringComparison.Ordinal) || recorded.StartsWith("video/", StringComparison.Ordinal)
            || recorded.StartsWith("audio/", StringComparison.Ordinal) => recorded,
        _ when recorded.StartsWith("text/", StringComparison.Ordinal) || recorded is "application/json" or "application/xhtml+xml" or "application/xml" => Text,
        _ => Bytes,
    };
}
