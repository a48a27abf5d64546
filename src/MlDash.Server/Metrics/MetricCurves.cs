using MlDash.Series;
using MlDash.Server.Documents;

namespace MlDash.Server.Metrics;

/// <summary>Curves of metrics, from the summaries of their blocks.</summary>
internal sealed class MetricCurves(ChunkSummaries summaries, MetricPoints points)
{
    /// <summary>The curves that are asked for; those that no point has a number in are left out.</summary>
    public async Task<IReadOnlyList<MetricSeries>> ReadAsync(MetricDocument metric, SeriesQuery query, CancellationToken cancellationToken) =>
        await SeriesReduction.ReadAsync(await OpenAsync(metric, cancellationToken), metric.Name, query, cancellationToken);

    /// <summary>The points of a metric with their summaries.</summary>
    public async Task<ISummarizedPoints> OpenAsync(MetricDocument metric, CancellationToken cancellationToken) =>
        await SummarizedMetric.OpenAsync(await summaries.OpenAsync(metric, cancellationToken), points, cancellationToken);
}
