using System.Collections.Concurrent;
using System.Collections.Specialized;
using System.Runtime.CompilerServices;
using MlDash.Experiments;
using MlDash.Logs;
using MlDash.Series;
using MlDash.Server.Identity;
using MlDash.Storage;

namespace MlDash.Server.Reading;

/// <summary>
/// The experiments of this server as one user sees them, read from its own documents. Each question looks the experiment up again and so checks what the
/// user may see; nothing is remembered that could be stale.
/// </summary>
internal sealed class DocumentReader(
    Caller caller, ExperimentReading experiments, LogReading logs, MetricReading metrics, ColumnReading columns, TrackReading tracks, FileReading files,
    FactsReading facts) : IExperimentReader
{
    public ConcurrentQueue<string> Warnings { get; } = new();

    public IAsyncEnumerable<ExperimentRecord> FindAsync(ExperimentQuery query, CancellationToken cancellationToken) =>
        experiments.FindAsync(query, caller, Warnings, cancellationToken);

    public IAsyncEnumerable<RunFacts> ReadFactsAsync(
        ExperimentQuery query, IReadOnlyDictionary<ExperimentPath, RunFacts> known, CancellationToken cancellationToken) =>
        query.ChooseAsync(facts.ReadAsync(FindAsync(query.ForFacts, cancellationToken), known, Warnings, cancellationToken), cancellationToken);

    public Task<ExperimentRecord?> GetAsync(ExperimentPath path, CancellationToken cancellationToken) => experiments.GetAsync(path, caller, cancellationToken);

    public IAsyncEnumerable<LogEntry> ReadLogsAsync(ExperimentPath path, LogQuery query, CancellationToken cancellationToken) =>
        OfAsync(path, (id, cancellationToken) => logs.ReadAsync(id, query, cancellationToken), cancellationToken);

    public async Task<LogSlice> ReadLogPageAsync(ExperimentPath path, LogQuery query, long? from, CancellationToken cancellationToken) =>
        await logs.ReadPageAsync(await IdAsync(path, cancellationToken), query, from, cancellationToken);

    public async Task<OrderedDictionary> ReadParametersAsync(ExperimentPath path, CancellationToken cancellationToken) =>
        await experiments.ParametersAsync(await IdAsync(path, cancellationToken), cancellationToken);

    public IAsyncEnumerable<string> ListMetricNamesAsync(ExperimentPath path, CancellationToken cancellationToken) =>
        OfAsync(path, metrics.NamesAsync, cancellationToken);

    public IAsyncEnumerable<MetricInfo> DescribeMetricsAsync(ExperimentPath path, IReadOnlyCollection<string>? names, CancellationToken cancellationToken) =>
        OfAsync(path, (id, cancellationToken) => metrics.DescribeAsync(id, names, cancellationToken), cancellationToken);

    public IAsyncEnumerable<MetricPoint> ReadMetricAsync(ExperimentPath path, string metric, MetricQuery query, CancellationToken cancellationToken) =>
        OfAsync(path, (id, cancellationToken) => metrics.ReadAsync(id, metric, query, cancellationToken), cancellationToken);

    public IAsyncEnumerable<MetricColumns> ReadColumnsAsync(ExperimentPath path, string metric, MetricQuery query, CancellationToken cancellationToken) =>
        OfAsync(path, (id, cancellationToken) => columns.ReadAsync(id, metric, query, cancellationToken), cancellationToken);

    public async Task<IReadOnlyList<MetricSeries>> ReadSeriesAsync(
        ExperimentPath path, string metric, SeriesQuery query, CancellationToken cancellationToken) =>
        await metrics.SeriesAsync(await IdAsync(path, cancellationToken), metric, query, cancellationToken);

    public Task<IReadOnlyList<IReadOnlyList<MetricSeries>>> ReadSeriesAsync(
        IReadOnlyList<MetricPath> metrics, SeriesQuery query, CancellationToken cancellationToken) =>
        EachSeries.ReadAsync(this, metrics, query, cancellationToken);

    public IAsyncEnumerable<TrackInfo> DescribeTracksAsync(ExperimentPath path, IReadOnlyCollection<string>? topics, CancellationToken cancellationToken) =>
        OfAsync(path, (id, cancellationToken) => tracks.DescribeAsync(id, topics, cancellationToken), cancellationToken);

    public IAsyncEnumerable<TrackEntry> ReadTrackAsync(ExperimentPath path, string topic, TrackQuery query, CancellationToken cancellationToken) =>
        OfAsync(path, (id, cancellationToken) => tracks.ReadAsync(id, topic, query, cancellationToken), cancellationToken);

    public IAsyncEnumerable<TrackEntry> FindInTrackAsync(
        ExperimentPath path, string topic, IReadOnlyList<double> times, TrackQuery query, CancellationToken cancellationToken) =>
        OfAsync(path, (id, cancellationToken) => tracks.FindAsync(id, topic, times, query, cancellationToken), cancellationToken);

    public IAsyncEnumerable<FileEntry> FindFilesAsync(ExperimentPath path, FileQuery query, CancellationToken cancellationToken) =>
        OfAsync(path, (id, cancellationToken) => files.FindAsync(id, path, query, cancellationToken), cancellationToken);

    public Task<Stream> OpenFileAsync(FileEntry file, CancellationToken cancellationToken) => files.OpenAsync(file, caller, cancellationToken);

    private Task<string> IdAsync(ExperimentPath path, CancellationToken cancellationToken) => experiments.IdAsync(path, caller, cancellationToken);

    private async IAsyncEnumerable<T> OfAsync<T>(
        ExperimentPath path, Func<string, CancellationToken, IAsyncEnumerable<T>> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var one in read(await IdAsync(path, cancellationToken), cancellationToken))
            yield return one;
    }
}
