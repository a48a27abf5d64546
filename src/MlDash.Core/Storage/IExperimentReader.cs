using System.Collections.Concurrent;
using System.Collections.Specialized;
using MlDash.Experiments;
using MlDash.Logs;
using MlDash.Series;

namespace MlDash.Storage;

/// <summary>
/// Experiments as they are read: a question and its answer, with nothing in between that only a disk or a client could have. So no path of a file, no lock and
/// no address is part of it, and whoever has experiments in another form can answer it.
/// </summary>
/// <remarks>
/// Any number of callers at once, while others record, also from other processes; a read sees whole records only. What does not exist is an empty sequence
/// or null where the return type allows it. Sequences begin to read when they are enumerated and hold no more than a page.
/// A server needs one more request for the first read of an experiment that was not found through the same reader: the one for its id.
/// </remarks>
public interface IExperimentReader
{
    /// <summary>What a reader skipped (a broken line, a damaged document), each naming what it was. Callers take the warnings out and show them.</summary>
    ConcurrentQueue<string> Warnings { get; }

    /// <summary>All experiments that match, in the order that the query asks for, each returned as soon as it is read.</summary>
    /// <remarks>On a server one request for 200 experiments, and one alone for an experiment by its whole path or for the first few of all.</remarks>
    IAsyncEnumerable<ExperimentRecord> FindAsync(ExperimentQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Facts of the experiments that match, in the order that the query asks for: what tables and filters show, without reading points. A damaged
    /// experiment is a warning and hides no other.
    /// </summary>
    /// <param name="query">Which experiments.</param>
    /// <param name="known">What this reader answered before; only what has changed since is read, and where nothing has, the same object comes again.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <remarks>On a server one request for 1,000 experiments. A point of which a file holds a part only, or a line that is broken, counts as none.</remarks>
    IAsyncEnumerable<RunFacts> ReadFactsAsync(
        ExperimentQuery query, IReadOnlyDictionary<ExperimentPath, RunFacts> known, CancellationToken cancellationToken);

    /// <summary>One experiment; null when there is none of this path.</summary>
    /// <remarks>On a server at most three requests.</remarks>
    Task<ExperimentRecord?> GetAsync(ExperimentPath path, CancellationToken cancellationToken);

    /// <summary>Log entries, streamed.</summary>
    /// <remarks>On a server one request for 5,000 entries.</remarks>
    IAsyncEnumerable<LogEntry> ReadLogsAsync(ExperimentPath path, LogQuery query, CancellationToken cancellationToken);

    /// <summary>A page of the log, for those who follow it: nothing before its begin is read.</summary>
    /// <param name="path">The experiment.</param>
    /// <param name="query">Which entries. <see cref="LogQuery.Skip"/> and <see cref="LogQuery.First"/> have no meaning here.</param>
    /// <param name="from"><see cref="LogSlice.Next"/> of the page before; null: the last entries when the query asks for these, else the begin of the
    /// log.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <remarks>On a server one request.</remarks>
    Task<LogSlice> ReadLogPageAsync(ExperimentPath path, LogQuery query, long? from, CancellationToken cancellationToken);

    /// <summary>All parameters, flat; empty when none were set.</summary>
    /// <remarks>On a server one request.</remarks>
    Task<OrderedDictionary> ReadParametersAsync(ExperimentPath path, CancellationToken cancellationToken);

    /// <summary>Names of all metrics, in order. Nothing else of them is read.</summary>
    /// <remarks>On a server one request for each page of names that it makes.</remarks>
    IAsyncEnumerable<string> ListMetricNamesAsync(ExperimentPath path, CancellationToken cancellationToken);

    /// <summary>Metrics without their points, in the order of their names.</summary>
    /// <param name="path">The experiment.</param>
    /// <param name="names">Exact names; what is not there is left out, and other metrics cost nothing. Null: all metrics.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <remarks>On a server one request for each page, of names that fit into 4 KB.</remarks>
    IAsyncEnumerable<MetricInfo> DescribeMetricsAsync(ExperimentPath path, IReadOnlyCollection<string>? names, CancellationToken cancellationToken);

    /// <summary>Points of a metric, streamed; none when there is no such metric.</summary>
    /// <remarks>On a server one request for 5,000 points, and one more for the last ones.</remarks>
    IAsyncEnumerable<MetricPoint> ReadMetricAsync(ExperimentPath path, string metric, MetricQuery query, CancellationToken cancellationToken);

    /// <summary>Points of a metric as columns of their numbers, part by part; none when there is no such metric.</summary>
    /// <remarks>The same points as <see cref="ReadMetricAsync"/> answers, many times faster on a disk. On a server as many requests.</remarks>
    IAsyncEnumerable<MetricColumns> ReadColumnsAsync(ExperimentPath path, string metric, MetricQuery query, CancellationToken cancellationToken);

    /// <summary>Curves of a metric, as points or as buckets of many points; what is shown costs, not what was recorded.</summary>
    /// <returns>A curve for each field that a point has a number in, in the order that was asked for; empty when there is no such metric.</returns>
    /// <remarks>On a server one request.</remarks>
    Task<IReadOnlyList<MetricSeries>> ReadSeriesAsync(ExperimentPath path, string metric, SeriesQuery query, CancellationToken cancellationToken);

    /// <summary>Curves of several metrics, of any experiments, by one question.</summary>
    /// <returns>An entry a metric, in the order that was asked for; an empty one for a metric that is not there.</returns>
    /// <remarks>On a server one request for 100 metrics.</remarks>
    Task<IReadOnlyList<IReadOnlyList<MetricSeries>>> ReadSeriesAsync(
        IReadOnlyList<MetricPath> metrics, SeriesQuery query, CancellationToken cancellationToken);

    /// <summary>Tracks without their entries, in the order of their topics.</summary>
    /// <param name="path">The experiment.</param>
    /// <param name="topics">Exact topics; what is not there is left out, and other tracks cost nothing. Null: all tracks.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <remarks>On a server one request.</remarks>
    IAsyncEnumerable<TrackInfo> DescribeTracksAsync(ExperimentPath path, IReadOnlyCollection<string>? topics, CancellationToken cancellationToken);

    /// <summary>Entries of a track in the order of their timestamps, streamed; none when there is no such track.</summary>
    /// <remarks>On a server one request, whose answer is read while it comes.</remarks>
    IAsyncEnumerable<TrackEntry> ReadTrackAsync(ExperimentPath path, string topic, TrackQuery query, CancellationToken cancellationToken);

    /// <summary>For each time the entry with the largest timestamp not later.</summary>
    /// <remarks>On a server one request for all entries up to the latest time, which are held in memory.</remarks>
    /// <exception cref="ExperimentException"><c>TrackTimeBeforeFirst</c>.</exception>
    IAsyncEnumerable<TrackEntry> FindInTrackAsync(
        ExperimentPath path, string topic, IReadOnlyList<double> times, TrackQuery query, CancellationToken cancellationToken);

    /// <summary>Files that match and were not deleted.</summary>
    /// <remarks>On a server one request for 500 files.</remarks>
    IAsyncEnumerable<FileEntry> FindFilesAsync(ExperimentPath path, FileQuery query, CancellationToken cancellationToken);

    /// <summary>Opens the bytes of a file for reading.</summary>
    /// <remarks>On a server one request, whose answer is read while it comes.</remarks>
    /// <exception cref="MlDashException"><c>FileContentMissing</c>, <c>FileNotFound</c>.</exception>
    Task<Stream> OpenFileAsync(FileEntry file, CancellationToken cancellationToken);

    /// <summary>Digests of all that an experiment holds, from the records as they are read; it is the same for every reader.</summary>
    /// <remarks>On a server one request; where the server does not make receipts, as many as reading everything takes.</remarks>
    /// <exception cref="ExperimentException"><c>ExperimentNotFound</c>.</exception>
    Task<ExperimentReceipt> ReadReceiptAsync(ExperimentPath path, CancellationToken cancellationToken) =>
        new ReceiptReading(this, path).ReadAsync(cancellationToken);
}
