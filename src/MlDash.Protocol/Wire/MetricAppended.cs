namespace MlDash.Protocol;

/// <summary>Answer to one metric point.</summary>
public sealed record MetricAppended(string MetricId, string Index, string BufferedDataPoints, int ChunkSize);

/// <summary>Answer to a batch of metric points.</summary>
public sealed record MetricBatchAppended(
    string MetricId, string StartIndex, string EndIndex, int Count, string BufferedDataPoints, int ChunkSize);
