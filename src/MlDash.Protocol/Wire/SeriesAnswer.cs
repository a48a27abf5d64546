namespace MlDash.Protocol;

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
