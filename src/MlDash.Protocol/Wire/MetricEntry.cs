using System.Text.Json.Serialization;

namespace MlDash.Protocol;

/// <summary>A metric in a list; the members that are not in its constructor are there when the last points were asked for.</summary>
public sealed record MetricEntry(
    string MetricId, string Name, string? Description, IReadOnlyList<string> Tags, string TotalDataPoints, string CreatedAt)
{
    /// <summary>What was given with it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RawJson? Metadata { get; init; }

    /// <summary>The points of a chunk.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ChunkSize { get; init; }

    /// <summary>When the first points came.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? FirstDataAt { get; init; }

    /// <summary>When the last points came.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? LastDataAt { get; init; }

    /// <summary>When it was changed last.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? UpdatedAt { get; init; }

    /// <summary>The last point; absent when there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PointWire? LastPoint { get; init; }
}

/// <summary>A page of the metrics of an experiment, by name; the cursor asks for the next page.</summary>
public sealed record MetricList(IReadOnlyList<MetricEntry> Metrics, long Total, bool HasMore, string? NextCursor);

/// <summary>The details of a metric, without its points.</summary>
public sealed record MetricStats(
    string MetricId, string Name, string? Description, IReadOnlyList<string> Tags, RawJson? Metadata,
    string TotalDataPoints, string BufferedDataPoints, string ChunkedDataPoints, long TotalChunks, int ChunkSize,
    string? FirstDataAt, string? LastDataAt, string CreatedAt, string UpdatedAt);
