using MlDash.Json;

namespace MlDash.Protocol;

/// <summary>Answer to a batch of logs.</summary>
public sealed record LogsCreated(int Created, long StartSequence, long EndSequence, string ExperimentId);

/// <summary>One log entry.</summary>
public sealed record LogWire(string Id, long SequenceNumber, string Timestamp, string Level, string Message, RawJson? Metadata);

/// <summary>A page of logs.</summary>
public sealed record LogPage(IReadOnlyList<LogWire> Logs, long Total, bool HasMore);

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

/// <summary>A metric in a list.</summary>
public sealed record MetricEntry(
    string MetricId, string Name, string? Description, IReadOnlyList<string> Tags, string TotalDataPoints, string CreatedAt);

/// <summary>The metrics of an experiment.</summary>
public sealed record MetricList(IReadOnlyList<MetricEntry> Metrics);

/// <summary>A track.</summary>
public sealed record TrackWire(
    string Id, string Topic, string? Description, IReadOnlyList<string> Tags, RawJson? Metadata, long TotalEntries,
    double? FirstTimestamp, double? LastTimestamp, IReadOnlyList<string> Columns, string CreatedAt);

/// <summary>The tracks of an experiment.</summary>
public sealed record TrackList(IReadOnlyList<TrackWire> Tracks);

/// <summary>Answer to one track entry.</summary>
public sealed record TrackAppended(RawJson Timestamp, RawJson Data);

/// <summary>Answer to a batch of track entries; <c>Rejected</c> counts those without a usable timestamp, <c>StartIndex</c> is the number of entries that came before.</summary>
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
