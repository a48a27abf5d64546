namespace MlDash.Export;

/// <summary>Files a metric can be written to.</summary>
public enum MetricFormat
{
    /// <summary>One line a point, one column a field, RFC 4180.</summary>
    Csv,

    /// <summary>One point a line.</summary>
    Jsonl,

    /// <summary>One column a field, zstd.</summary>
    Parquet,

    /// <summary>A gauge a field, for Prometheus and its like (openmetrics.io).</summary>
    OpenMetrics,
}
