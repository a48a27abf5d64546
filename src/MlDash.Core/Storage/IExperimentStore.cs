using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Specialized;
using MlDash.Logs;
using MlDash.Recording;

namespace MlDash.Storage;

/// <summary>
/// Where experiments are kept. Any number of callers at once, also from other processes; every call is one atomic change or a read
/// that sees whole records only.
/// </summary>
public interface IExperimentStore : IExperimentCatalog, IExperimentData, IExperimentFiles
{
    /// <summary>What kind of place it is.</summary>
    ExperimentMode Mode { get; }

    /// <summary>The root folder or the server's address, for people.</summary>
    string Location { get; }

    /// <summary>What tells the time of what is recorded, and of every wait.</summary>
    TimeProvider Clock { get; }

    /// <summary>Full path of an experiment's folder on this machine, whether it exists or not; null when the store keeps none here.</summary>
    string? FolderOf(ExperimentPath path);

    /// <summary>What a reader skipped (a broken line, a damaged document), each naming the file. Callers take the warnings out and show them.</summary>
    ConcurrentQueue<string> Warnings { get; }
}

/// <summary>The existing experiments and their details.</summary>
public interface IExperimentCatalog
{
    /// <summary>All experiments that match, in the order of their paths, each yielded as soon as it is read.</summary>
    IAsyncEnumerable<ExperimentRecord> FindAsync(ExperimentQuery query, CancellationToken cancellationToken);

    /// <summary>One experiment; null when there is none of this path.</summary>
    Task<ExperimentRecord?> GetAsync(ExperimentPath path, CancellationToken cancellationToken);

    /// <summary>The path in this store of the experiment that a user calls by this path.</summary>
    /// <param name="path">As the user wrote it.</param>
    /// <param name="project">The project given; null: as the path says.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<ExperimentPath> PlaceAsync(ExperimentPath path, string? project, CancellationToken cancellationToken) => Task.FromResult(path);

    /// <summary>Creates the experiment, or continues the existing one, and adds a new run.</summary>
    /// <exception cref="ExperimentException"><c>ExperimentWriteProtected</c>.</exception>
    Task<ExperimentRecord> OpenAsync(ExperimentPath path, string? project, ExperimentChange change, ExperimentRun run, CancellationToken cancellationToken);

    /// <summary>Notes the end of a run.</summary>
    Task<ExperimentRecord> CloseAsync(ExperimentPath path, ExperimentRun run, ExperimentStatus status, string? reason, CancellationToken cancellationToken);

    /// <summary>Changes the details of an experiment.</summary>
    /// <exception cref="ExperimentException"><c>ExperimentNotFound</c>, <c>ExperimentWriteProtected</c>.</exception>
    Task<ExperimentRecord> UpdateAsync(ExperimentPath path, ExperimentChange change, CancellationToken cancellationToken);

    /// <summary>Deletes an experiment and all it holds, but no experiment inside its folder.</summary>
    /// <returns>Bytes freed.</returns>
    Task<long> DeleteAsync(ExperimentPath path, CancellationToken cancellationToken);
}

/// <summary>What an experiment has recorded.</summary>
public interface IExperimentData
{
    /// <summary>The writing end for the recorder of an open experiment.</summary>
    IRecordSink OpenSink(ExperimentPath path, RecordingOptions options);

    /// <summary>Log entries, streamed.</summary>
    IAsyncEnumerable<LogEntry> ReadLogsAsync(ExperimentPath path, LogQuery query, CancellationToken cancellationToken);

    /// <summary>A page of the log, for those who follow it: nothing before its begin is read.</summary>
    /// <param name="path">The experiment.</param>
    /// <param name="query">Which entries. <see cref="LogQuery.Skip"/> and <see cref="LogQuery.First"/> have no meaning here.</param>
    /// <param name="from"><see cref="LogSlice.Next"/> of the page before; null: the last entries when the query asks for these, else the begin of the log.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<LogSlice> ReadLogPageAsync(ExperimentPath path, LogQuery query, long? from, CancellationToken cancellationToken);

    /// <summary>All parameters, flat; empty when none were set.</summary>
    Task<OrderedDictionary> ReadParametersAsync(ExperimentPath path, CancellationToken cancellationToken);

    /// <summary>Merges flat parameters into the existing ones.</summary>
    /// <exception cref="StorageException"><c>DocumentDamaged</c> unless <paramref name="replaceDamaged"/>.</exception>
    Task MergeParametersAsync(ExperimentPath path, IDictionary flat, bool replaceDamaged, CancellationToken cancellationToken);

    /// <summary>Names of all metrics, in order. Nothing else of them is read.</summary>
    IAsyncEnumerable<string> ListMetricNamesAsync(ExperimentPath path, CancellationToken cancellationToken);

    /// <summary>Metrics without their points, in the order of their names.</summary>
    /// <param name="path">The experiment.</param>
    /// <param name="names">Exact names; what is not there is left out, and other metrics cost nothing. Null: all metrics.</param>
    /// <param name="cancellationToken">Ends it.</param>
    IAsyncEnumerable<MetricInfo> DescribeMetricsAsync(ExperimentPath path, IReadOnlyCollection<string>? names, CancellationToken cancellationToken);

    /// <summary>Points of a metric, streamed; none when there is no such metric.</summary>
    IAsyncEnumerable<MetricPoint> ReadMetricAsync(ExperimentPath path, string metric, MetricQuery query, CancellationToken cancellationToken);

    /// <summary>Tracks without their entries, in the order of their topics.</summary>
    /// <param name="path">The experiment.</param>
    /// <param name="topics">Exact topics; what is not there is left out, and other tracks cost nothing. Null: all tracks.</param>
    /// <param name="cancellationToken">Ends it.</param>
    IAsyncEnumerable<TrackInfo> DescribeTracksAsync(ExperimentPath path, IReadOnlyCollection<string>? topics, CancellationToken cancellationToken);

    /// <summary>Entries of a track in the order of their timestamps, streamed; none when there is no such track.</summary>
    IAsyncEnumerable<TrackEntry> ReadTrackAsync(ExperimentPath path, string topic, TrackQuery query, CancellationToken cancellationToken);

    /// <summary>For each time the entry with the largest timestamp not later.</summary>
    /// <exception cref="ExperimentException"><c>TrackTimeBeforeFirst</c>.</exception>
    IAsyncEnumerable<TrackEntry> FindInTrackAsync(ExperimentPath path, string topic, IReadOnlyList<double> times, TrackQuery query, CancellationToken cancellationToken);
}

/// <summary>The files of an experiment.</summary>
public interface IExperimentFiles
{
    /// <summary>Live files that match.</summary>
    IAsyncEnumerable<FileEntry> FindFilesAsync(ExperimentPath path, FileQuery query, CancellationToken cancellationToken);

    /// <summary>Begins to keep files.</summary>
    IFileIntake OpenIntake(ExperimentPath path);

    /// <summary>Opens the bytes of a file for reading.</summary>
    /// <exception cref="StorageException"><c>FileContentMissing</c>.</exception>
    Task<Stream> OpenFileAsync(FileEntry file, CancellationToken cancellationToken);

    /// <summary>Changes the details of a file.</summary>
    /// <exception cref="ExperimentException"><c>FileNotFound</c>.</exception>
    Task<FileEntry> UpdateFileAsync(FileEntry file, FileAnnotations change, CancellationToken cancellationToken);

    /// <summary>Deletes a file.</summary>
    /// <exception cref="ExperimentException"><c>FileNotFound</c>.</exception>
    Task DeleteFileAsync(FileEntry file, CancellationToken cancellationToken);
}

/// <summary>
/// Takes files in, one after the other; one of the same folder and name is replaced. Each is read once, in constant memory.
/// Readers see a file after the next <see cref="CommitAsync"/>; disposing commits too. Not for two callers at once.
/// </summary>
public interface IFileIntake : IAsyncDisposable
{
    /// <summary>Copies the bytes of a file in.</summary>
    /// <exception cref="StorageException">The disk; nothing of this file is kept.</exception>
    /// <exception cref="ExperimentException"><c>IllegalPath</c>.</exception>
    Task<FileEntry> AddAsync(FileUpload upload, CancellationToken cancellationToken);

    /// <summary>Makes what was added known to readers.</summary>
    /// <returns>Files that were listed by this call, as they are listed: what is not given with a file that replaces one stays as it was.</returns>
    Task<IReadOnlyList<FileEntry>> CommitAsync(CancellationToken cancellationToken);
}
