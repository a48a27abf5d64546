using MlDash.Series;
using MlDash.Server.Documents;

namespace MlDash.Server.Metrics;

/// <summary>Curves of metrics, from the summaries of their blocks.</summary>
internal sealed class MetricCurves(ChunkSummaries summaries, MetricPoints points)
{
    /// <summary>How often summaries that seem damaged are read: the first time they may just have been replaced.</summary>
    private const int Tries = 2;

    /// <summary>The curves that are asked for; those that no point has a number in are left out.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="query">What is asked for.</param>
    /// <param name="check">Refuses what would be too much, by the fields of the metric.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<IReadOnlyList<MetricSeries>> ReadAsync(
        MetricDocument metric, SeriesQuery query, Action<FieldTable> check, CancellationToken cancellationToken) => AskAsync(
            metric,
            found =>
            {
                check(found.Fields);
                return SeriesReduction.ReadAsync(found, metric.Name, query, cancellationToken);
            },
            cancellationToken);

    /// <summary>Asks the points of a metric with their summaries; again, and at last without those that were kept, when these are damaged.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="ask">The question.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<T> AskAsync<T>(MetricDocument metric, Func<ISummarizedPoints, Task<T>> ask, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                var blocks = await summaries.OpenAsync(metric, ignoresKept: attempt == Tries, cancellationToken);
                return await ask(await SummarizedMetric.OpenAsync(blocks, points, cancellationToken));
            }
            catch (FormatException) when (attempt < Tries)
            {
                // An aid that cannot be read is none.
            }
        }
    }
}
