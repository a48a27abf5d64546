namespace MlDash.Metrics;

/// <summary>One metric to read, whatever it is kept in.</summary>
public interface IMetricReader
{
    /// <summary>The name.</summary>
    string Name { get; }

    /// <summary>Points in their order.</summary>
    IAsyncEnumerable<MetricPoint> ReadAsync(MetricQuery query, CancellationToken cancellationToken = default);

    /// <summary>The details of the metric; null when there is none.</summary>
    Task<MetricInfo?> GetInfoAsync(CancellationToken cancellationToken = default);
}
