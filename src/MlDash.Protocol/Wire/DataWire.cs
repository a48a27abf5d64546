using System.Text.Json.Serialization;

namespace MlDash.Protocol;

/// <summary>Answer to a batch of logs.</summary>
public sealed record LogsCreated(int Created, long StartSequence, long EndSequence, string ExperimentId);

/// <summary>One log entry.</summary>
public sealed record LogWire(string Id, long SequenceNumber, string Timestamp, string Level, string Message, RawJson? Metadata);

/// <summary>A page of logs. The total is absent where it is not known without reading the whole log; entries below <c>Next</c> have been looked at.</summary>
public sealed record LogPage(
    IReadOnlyList<LogWire> Logs, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Total, bool HasMore, long Next);

/// <summary>The parameters of an experiment: one flat object.</summary>
public sealed record ParametersWire(string Id, string ExperimentId, RawJson Data, long Version, string CreatedAt, string UpdatedAt);

/// <summary>Answer to one metric point.</summary>
public sealed record MetricAppended(string MetricId, string Index, string BufferedDataPoints, int ChunkSize);

/// <summary>Answer to a batch of metric points.</summary>
public sealed record MetricBatchAppended(
    string MetricId, string StartIndex, string EndIndex, int Count, string BufferedDataPoints, int ChunkSize);

/// <summary>The details of a metric, without its points.</summary>
public sealed record MetricStats(
    string MetricId, string Name, string? Description, IReadOnlyList<string> Tags, RawJson? Metadata,
    string TotalDataPoints, string BufferedDataPoints, string ChunkedDataPoints, long TotalChunks, int ChunkSize,
    string? FirstDataAt, string? LastDataAt, string CreatedAt, string UpdatedAt);

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

/// <summary>A point of a metric.</summary>
public sealed record PointWire(string Index, RawJson Data, string CreatedAt);

/// <summary>A page of the metrics of an experiment, by name; the cursor asks for the next page.</summary>
public sealed record MetricList(IReadOnlyList<MetricEntry> Metrics, long Total, bool HasMore, string? NextCursor);

/// <summary>A track.</summary>
public sealed record TrackWire(
    string Id, string Topic, string? Description, IReadOnlyList<string> Tags, RawJson? Metadata, long TotalEntries,
    double? FirstTimestamp, double? LastTimestamp, IReadOnlyList<string> Columns, string CreatedAt);

/// <summary>A page of the tracks of an experiment, by topic; the cursor asks for the next page.</summary>
public sealed record TrackList(IReadOnlyList<TrackWire> Tracks, long Total, bool HasMore, string? NextCursor);

/// <summary>Answer to one track entry.</summary>
public sealed record TrackAppended(RawJson Timestamp, RawJson Data);

/// <summary>
/// Answer to a batch of track entries; <c>Rejected</c> counts those without a usable timestamp, <c>StartIndex</c> is the number of entries that came before.
/// </summary>
public sealed record TrackBatchAppended(int Count, int? Rejected, string? StartIndex);

/// <summary>Fields of metrics over many experiments, with how it was computed.</summary>
public sealed record SeriesAnswer(string Status, SeriesResult Result, SeriesComputation Metadata);

/// <summary>A series a field, in the order they were asked for; fields that no experiment has are absent.</summary>
public sealed record SeriesResult(IReadOnlyList<SeriesWire> Series, SeriesCounts Metadata);

/// <summary>One field: <c>data</c> holds <c>x</c> and a list of the same length for each statistic.</summary>
public sealed record SeriesWire(string MetricName, string XKey, IReadOnlyDictionary<string, double[]> Data, SeriesAlignmentWire Alignment);

/// <summary>How the points of the experiments were brought to common places.</summary>
public sealed record SeriesAlignmentWire(string Method, int AlignedSteps, long InterpolatedPoints);

/// <summary>What went into a series answer.</summary>
public sealed record SeriesCounts(int ExperimentsProcessed, long TotalDataPoints);

/// <summary>What a series answer cost.</summary>
public sealed record SeriesComputation(double DurationMs);
