using MlDash.Series;

namespace MlDash.Storage.Local;

/// <summary>Curves of metrics.</summary>
public sealed partial class LocalExperimentStore
{
    /// <inheritdoc />
    public async Task<IReadOnlyList<MetricSeries>> ReadSeriesAsync(
        ExperimentPath path, string metric, SeriesQuery query, CancellationToken cancellationToken)
    {
        var file = MetricData(path, metric);
        try
        {
            return await ReadSeriesAsync(file, metric, query, ignoresSummaries: false, cancellationToken).ConfigureAwait(false);
        }
        catch (FormatException)
        {
            return await ReadSeriesAsync(file, metric, query, ignoresSummaries: true, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<IReadOnlyList<MetricSeries>> ReadSeriesAsync(
        string file, string metric, SeriesQuery query, bool ignoresSummaries, CancellationToken cancellationToken)
    {
        using var points = LocalSummaries.Open(file, ignoresSummaries, (fault, end) => Warn(file, fault, end), cancellationToken);
        return points is null ? [] : await SeriesReduction.ReadAsync(points, metric, query, cancellationToken).ConfigureAwait(false);
    }
}
