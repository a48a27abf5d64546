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
        return await SummarizedAsync(
            file, (fault, end) => Warn(file, fault, end), points => SeriesReduction.ReadAsync(points, metric, query, cancellationToken),
            cancellationToken).ConfigureAwait(false) ?? [];
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<IReadOnlyList<MetricSeries>>> ReadSeriesAsync(
        IReadOnlyList<MetricPath> metrics, SeriesQuery query, CancellationToken cancellationToken) =>
        EachSeries.ReadAsync(this, metrics, query, cancellationToken);

    /// <summary>What is made of the points of a file and the summaries beside it; of the points alone where these turn out to be damaged.</summary>
    /// <param name="file">The data file of a metric.</param>
    /// <param name="broken">Told of broken lines that are met.</param>
    /// <param name="read">Makes it.</param>
    /// <param name="cancellationToken">Ends the reading of what has no summary yet.</param>
    /// <returns>Null when there is no such file.</returns>
    private static async Task<T?> SummarizedAsync<T>(
        string file, Action<string, long> broken, Func<ISummarizedPoints, Task<T>> read, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await ReadAsync(ignoresSummaries: false).ConfigureAwait(false);
        }
        catch (FormatException)
        {
            return await ReadAsync(ignoresSummaries: true).ConfigureAwait(false);
        }

        async Task<T?> ReadAsync(bool ignoresSummaries)
        {
            using var points = await LocalSummaries.OpenAsync(file, ignoresSummaries, broken, cancellationToken).ConfigureAwait(false);
            return points is null ? null : await read(points).ConfigureAwait(false);
        }
    }
}
