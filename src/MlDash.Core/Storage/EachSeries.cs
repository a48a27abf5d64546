using MlDash.Series;

namespace MlDash.Storage;

/// <summary>Curves of several metrics from a reader that has no better way than to read one after the other.</summary>
internal static class EachSeries
{
    /// <inheritdoc cref="IExperimentReader.ReadSeriesAsync(IReadOnlyList{MetricPath}, SeriesQuery, CancellationToken)"/>
    public static async Task<IReadOnlyList<IReadOnlyList<MetricSeries>>> ReadAsync(
        IExperimentReader reader, IReadOnlyList<MetricPath> metrics, SeriesQuery query, CancellationToken cancellationToken)
    {
        var all = new List<IReadOnlyList<MetricSeries>>(metrics.Count);
        foreach (var (path, metric) in metrics)
            all.Add(await reader.ReadSeriesAsync(path, metric, query, cancellationToken).ConfigureAwait(false));
        return all;
    }
}
