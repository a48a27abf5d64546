using MlDash.Export;

namespace MlDash.Cmdlets.Base;

/// <summary>Which format a file has, by its extension.</summary>
internal static class FileFormats
{
    private static readonly (string Extension, MetricFormat Format)[] _metrics =
    [
        (".csv", MetricFormat.Csv),
        (".jsonl", MetricFormat.Jsonl),
        (".ndjson", MetricFormat.Jsonl),
        (".parquet", MetricFormat.Parquet),
        (".prom", MetricFormat.OpenMetrics),
        (".om", MetricFormat.OpenMetrics),
    ];

    private static readonly (string Extension, TrackFormat Format)[] _tracks =
    [
        ("", TrackFormat.Json),
        (".json", TrackFormat.Json),
        (".jsonl", TrackFormat.Jsonl),
        (".ndjson", TrackFormat.Jsonl),
        (".csv", TrackFormat.Csv),
        (".parquet", TrackFormat.Parquet),
        (".mocap", TrackFormat.Mocap),
        (".mcap", TrackFormat.Mcap),
    ];

    /// <summary>The format of a file of points: the one given, else that of the extension.</summary>
    /// <exception cref="ConfigurationException"><c>UnknownMetricFormat</c>.</exception>
    public static MetricFormat OfMetric(string? given, string path) => Of(given, path, _metrics, "UnknownMetricFormat");

    /// <summary>The format of a file of entries: the one given, else that of the extension.</summary>
    /// <exception cref="ConfigurationException"><c>UnknownTrackFormat</c>.</exception>
    public static TrackFormat OfTrack(string? given, string path) => Of(given, path, _tracks, "UnknownTrackFormat");

    /// <summary>The format of a file of entries that is to be read.</summary>
    /// <exception cref="ConfigurationException"><c>UnknownTrackFormat</c>.</exception>
    public static TrackFormat OfReadTrack(string? given, string path) =>
        Of(given, path, Array.FindAll(_tracks, known => known.Format is TrackFormat.Jsonl or TrackFormat.Csv), "UnknownTrackFormat");

    private static T Of<T>(string? given, string path, (string Extension, T Format)[] known, string errorId)
        where T : struct, Enum
    {
        if (given is not null)
            return Enum.Parse<T>(given, ignoreCase: true);
        var extension = Path.GetExtension(path);
        foreach (var (one, format) in known)
        {
            if (one.Equals(extension, StringComparison.OrdinalIgnoreCase))
                return format;
        }

        throw new ConfigurationException(
            errorId,
            $"The extension '{extension}' is not one of the formats: {string.Join(", ", known.Select(one => one.Extension).Where(one => one.Length > 0))}.",
            "Use one of these extensions, or give the format with -Format.")
        { Target = path };
    }
}
