using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Specialized;
using MlDash.Client;
using MlDash.Experiments;
using MlDash.Identity;
using MlDash.Logs;
using MlDash.Recording;
using MlDash.Storage.Local;

namespace MlDash.Storage.Outgoing;

/// <summary>
/// Experiments in plain files below a root folder that are also sent to a server. The files come first and are what is read; the server gets what is on
/// the disk, so the folder is the spool at the same time.
/// </summary>
public sealed class HybridExperimentStore : IExperimentStore
{
    private readonly ConcurrentDictionary<ExperimentPath, OutgoingRecording> _recordings = new();
    private readonly LocalExperimentStore _local;
    private readonly ServerClient _server;
    private readonly bool _offline;

    /// <param name="root">The root folder; it need not exist.</param>
    /// <param name="server">The server.</param>
    /// <param name="credentials">Who asks.</param>
    /// <param name="options">Patience, retries and sizes.</param>
    /// <param name="offline">Whether the server is not contacted: records wait for <see cref="SpoolSync"/>.</param>
    /// <exception cref="ConfigurationException"><c>InsecureTransport</c>, <c>IllegalServerAddress</c>.</exception>
    public HybridExperimentStore(string root, Uri server, Credentials credentials, SendingOptions options, bool offline = false)
    {
        _local = new LocalExperimentStore(root, options.Clock);
        _server = new ServerClient(server, credentials, options);
        _offline = offline;
    }

    /// <inheritdoc />
    public ExperimentMode Mode => ExperimentMode.Hybrid;

    /// <inheritdoc />
    public string Location => _local.Location;

    /// <inheritdoc />
    public ConcurrentQueue<string> Warnings => _local.Warnings;

    /// <inheritdoc />
    public TimeProvider Clock => _local.Clock;

    /// <inheritdoc />
    public string? FolderOf(ExperimentPath path) => _local.FolderOf(path);

    /// <inheritdoc />
    public IAsyncEnumerable<ExperimentRecord> FindAsync(ExperimentQuery query, CancellationToken cancellationToken) => _local.FindAsync(query, cancellationToken);

    /// <inheritdoc />
    public Task<ExperimentRecord?> GetAsync(ExperimentPath path, CancellationToken cancellationToken) => _local.GetAsync(path, cancellationToken);

    /// <inheritdoc />
    public async Task<ExperimentRecord> OpenAsync(ExperimentPath path, string? project, ExperimentChange change, ExperimentRun run, CancellationToken cancellationToken)
    {
        var target = RemotePath.Of(path, project, _server.UserName);
        var (recording, record) = await OutgoingRecording.OpenAsync(
            _server, _local, new Opening(path, project, change, run), target, _offline, Warnings.Enqueue, cancellationToken).ConfigureAwait(false);
        _recordings[path] = recording;
        return record;
    }

    /// <inheritdoc />
    public async Task<ExperimentRecord> CloseAsync(ExperimentPath path, ExperimentRun run, ExperimentStatus status, string? reason, CancellationToken cancellationToken)
    {
        var record = await Recording(path).CloseAsync(run, status, reason, cancellationToken).ConfigureAwait(false);
        _recordings.TryRemove(path, out _);
        return record;
    }

    /// <inheritdoc />
    public async Task<ExperimentRecord> UpdateAsync(ExperimentPath path, ExperimentChange change, CancellationToken cancellationToken)
    {
        var record = await _local.UpdateAsync(path, change, cancellationToken).ConfigureAwait(false);
        await SendAsync(path, sender => sender.SendDetailsAsync, cancellationToken).ConfigureAwait(false);
        return record;
    }

    /// <inheritdoc />
    public Task<long> DeleteAsync(ExperimentPath path, CancellationToken cancellationToken) => _local.DeleteAsync(path, cancellationToken);

    /// <inheritdoc />
    public IRecordSink OpenSink(ExperimentPath path, RecordingOptions options) => Recording(path).OpenSink(options);

    /// <inheritdoc />
    public IAsyncEnumerable<LogEntry> ReadLogsAsync(ExperimentPath path, LogQuery query, CancellationToken cancellationToken) => _local.ReadLogsAsync(path, query, cancellationToken);

    /// <inheritdoc />
    public Task<LogSlice> ReadLogPageAsync(ExperimentPath path, LogQuery query, long? from, CancellationToken cancellationToken) =>
        _local.ReadLogPageAsync(path, query, from, cancellationToken);

    /// <inheritdoc />
    public Task<OrderedDictionary> ReadParametersAsync(ExperimentPath path, CancellationToken cancellationToken) => _local.ReadParametersAsync(path, cancellationToken);

    /// <inheritdoc />
    public async Task MergeParametersAsync(ExperimentPath path, IDictionary flat, bool replaceDamaged, CancellationToken cancellationToken)
    {
        await _local.MergeParametersAsync(path, flat, replaceDamaged, cancellationToken).ConfigureAwait(false);
        await SendAsync(path, sender => sender.SendParametersAsync, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public IAsyncEnumerable<string> ListMetricNamesAsync(ExperimentPath path, CancellationToken cancellationToken) => _local.ListMetricNamesAsync(path, cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<MetricInfo> DescribeMetricsAsync(ExperimentPath path, IReadOnlyCollection<string>? names, CancellationToken cancellationToken) =>
        _local.DescribeMetricsAsync(path, names, cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<MetricPoint> ReadMetricAsync(ExperimentPath path, string metric, MetricQuery query, CancellationToken cancellationToken) =>
        _local.ReadMetricAsync(path, metric, query, cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<TrackInfo> DescribeTracksAsync(ExperimentPath path, IReadOnlyCollection<string>? topics, CancellationToken cancellationToken) =>
        _local.DescribeTracksAsync(path, topics, cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<TrackEntry> ReadTrackAsync(ExperimentPath path, string topic, TrackQuery query, CancellationToken cancellationToken) =>
        _local.ReadTrackAsync(path, topic, query, cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<TrackEntry> FindInTrackAsync(
        ExperimentPath path, string topic, IReadOnlyList<double> times, TrackQuery query, CancellationToken cancellationToken) =>
        _local.FindInTrackAsync(path, topic, times, query, cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<FileEntry> FindFilesAsync(ExperimentPath path, FileQuery query, CancellationToken cancellationToken) => _local.FindFilesAsync(path, query, cancellationToken);

    /// <inheritdoc />
    public IFileIntake OpenIntake(ExperimentPath path) => new Intake(_local.OpenIntake(path), token => SendAsync(path, sender => sender.SendFilesAsync, token));

    /// <inheritdoc />
    public Task<Stream> OpenFileAsync(FileEntry file, CancellationToken cancellationToken) => _local.OpenFileAsync(file, cancellationToken);

    /// <inheritdoc />
    public async Task<FileEntry> UpdateFileAsync(FileEntry file, FileAnnotations change, CancellationToken cancellationToken)
    {
        var changed = await _local.UpdateFileAsync(file, change, cancellationToken).ConfigureAwait(false);
        await SendAsync(file.ExperimentPath, sender => sender.SendFilesAsync, cancellationToken).ConfigureAwait(false);
        return changed;
    }

    /// <inheritdoc />
    public async Task DeleteFileAsync(FileEntry file, CancellationToken cancellationToken)
    {
        await _local.DeleteFileAsync(file, cancellationToken).ConfigureAwait(false);
        await SendAsync(file.ExperimentPath, sender => sender.SendFilesAsync, cancellationToken).ConfigureAwait(false);
    }

    private OutgoingRecording Recording(ExperimentPath path) => _recordings.TryGetValue(path, out var recording) ? recording : throw ExperimentErrors.NotOpen(path);

    private async Task SendAsync(ExperimentPath path, Func<ExperimentSender, Func<CancellationToken, Task>> what, CancellationToken cancellationToken)
    {
        if (_recordings.TryGetValue(path, out var recording))
            await recording.Outbox.TryAsync(what(recording.Sender), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Keeps files here, then sends those that were kept.</summary>
    private sealed class Intake(IFileIntake local, Func<CancellationToken, Task> send) : IFileIntake
    {
        public Task<FileEntry> AddAsync(FileUpload upload, CancellationToken cancellationToken) => local.AddAsync(upload, cancellationToken);

        public async Task<IReadOnlyList<FileEntry>> CommitAsync(CancellationToken cancellationToken)
        {
            var listed = await local.CommitAsync(cancellationToken).ConfigureAwait(false);
            await send(cancellationToken).ConfigureAwait(false);
            return listed;
        }

        /// <summary>Stored files are sent with the rest; stopping a command does not wait for a server.</summary>
        public ValueTask DisposeAsync() => local.DisposeAsync();
    }
}
