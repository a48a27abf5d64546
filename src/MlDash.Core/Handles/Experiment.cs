using System.Collections.Concurrent;
using System.Collections.Specialized;
using System.Diagnostics.CodeAnalysis;
using MlDash.Experiments;
using MlDash.Handles;
using MlDash.Recording;
using MlDash.Storage;

namespace MlDash;

/// <summary>
/// An experiment: either open, then it records, or as found in a store, then it is read. The data hangs below it:
/// <see cref="Log"/>, <see cref="Parameters"/>, <see cref="Metric"/>, <see cref="Files"/>.
/// </summary>
/// <remarks>Any number of threads may record to one open experiment.</remarks>
[SuppressMessage("Design", "CA1001", Justification = "Its end is CompleteAsync, which disposes of the recorder. Scripts would see a method of an interface.")]
public sealed partial class Experiment : ExperimentReference
{
    /// <summary>The recording that it was opened with, also when that has ended; null when it was found in a store.</summary>
    private readonly IOpenRecording? _recording;
    private Recorder? _recorder;
    private SystemMetrics? _systemMetrics;

    /// <summary>Whether the start of this recording protected it: what the experiment is stays as it was started, its records still come.</summary>
    private bool _isProtectedByStart;

    /// <summary>An experiment as found in a store.</summary>
    public Experiment(ExperimentStore store, ExperimentRecord record)
    {
        Store = store;
        Stored = record;
        Log = new ExperimentLog(this);
        Parameters = new ExperimentParameters(this);
        Files = new ExperimentFiles(this);
        Summaries = new MetricSummaries(this);
    }

    private Experiment(ExperimentStore store, IOpenRecording recording, RecordingOptions options)
        : this(store, recording.Record)
    {
        _recording = recording;
        _recorder = new Recorder(recording.Sink, options, store.Clock);
    }

    /// <summary>The last segment of the path.</summary>
    public string Name => Stored.Name;

    /// <summary>The project, if any.</summary>
    public string? Project => Stored.Project;

    /// <summary>
    /// The user whose project it is: the first segment of the path on a server, and on a disk where the project comes behind it, as in folders of the Python
    /// SDK and in what was received. Null when the path does not say.
    /// </summary>
    public string? Owner =>
        Prefix.Split('/') is [var first, var second, _, ..] && (Mode == ExperimentMode.Remote || (Project == second && Project != first)) ? first : null;

    /// <summary>Address of the server that it is kept on or recorded to; null when there is none.</summary>
    public string? Server => Store.Server;

    /// <summary>The path under the root: the identity of the experiment.</summary>
    public override string Prefix => Stored.Path.Value;

    /// <summary>Snowflake id, or null when a tool wrote it that gives none.</summary>
    public string? Id => Stored.Id;

    /// <summary>Where it stands.</summary>
    public ExperimentStatus Status => Stored.Status;

    /// <summary>Free text.</summary>
    public string? Description => Stored.Description;

    /// <summary>Never null.</summary>
    public string[] Tags => Stored.Tags;

    /// <summary>Never null.</summary>
    public string[] Bindrs => Stored.Bindrs;

    /// <summary>Any values under names, or null.</summary>
    public OrderedDictionary? Metadata => Stored.Metadata;

    /// <summary>The first open.</summary>
    public DateTimeOffset? CreatedAt => Stored.CreatedAt;

    /// <summary>The last open.</summary>
    public DateTimeOffset? UpdatedAt => Stored.UpdatedAt;

    /// <summary>Start of the latest run.</summary>
    public DateTimeOffset? StartedAt => Stored.StartedAt;

    /// <summary>End of the latest run.</summary>
    public DateTimeOffset? EndedAt => Stored.EndedAt;

    /// <summary>How long the latest run took, or has taken so far; null when nobody noted its start, or it crashed.</summary>
    public TimeSpan? Duration => Stored switch
    {
        { StartedAt: { } start, EndedAt: { } end } => end - start,
        { StartedAt: { } start, Status: ExperimentStatus.Running } => Store.Clock.GetUtcNow() - start,
        _ => null,
    };

    /// <summary>Why the latest run failed.</summary>
    public string? Error => Stored.Error;

    /// <summary>Every time it was open, oldest first.</summary>
    public ExperimentRun[] Runs => Stored.Runs;

    /// <summary>Whether every write is refused.</summary>
    public bool WriteProtected => Stored.WriteProtected;

    /// <summary>Whether this object records.</summary>
    public bool IsOpen => _recorder is not null;

    /// <summary>Where it is kept.</summary>
    public ExperimentMode Mode => Store.Mode;

    /// <summary>The root folder or the server.</summary>
    public override string Root => Store.Location;

    /// <summary>Full path of its folder on this machine; null when there is none.</summary>
    public string? Folder => Store.FolderOf(Stored.Path);

    /// <summary>What its store skipped while reading. Callers take the warnings out and show them.</summary>
    internal ConcurrentQueue<string> Warnings => Store.Warnings;

    /// <summary>The log.</summary>
    internal ExperimentLog Log { get; }

    /// <summary>The parameters.</summary>
    internal ExperimentParameters Parameters { get; }

    /// <summary>Values kept for summaries of metrics.</summary>
    internal MetricSummaries Summaries { get; }

    /// <summary>The files.</summary>
    internal ExperimentFiles Files { get; }

    /// <summary>What its store knows of it, as last read, as one value.</summary>
    internal ExperimentRecord Stored { get; private set; }

    /// <summary>Where it is kept.</summary>
    internal ExperimentStore Store { get; }

    /// <summary>What changes it: while it is open here, everywhere it is recorded to.</summary>
    internal IExperimentKeeper Keeper => IsOpen ? _recording!.Keeper : Store.Keeper;

    /// <summary>The store that an experiment is kept in. A method of the class, so that scripts see no member of it.</summary>
    public static ExperimentStore StoreOf(Experiment experiment) => experiment.Store;

    /// <summary>Creates the experiment, or continues the existing one, and opens it for recording.</summary>
    /// <param name="store">Where to keep it.</param>
    /// <param name="path">Its path.</param>
    /// <param name="project">Its project; null: as the path says.</param>
    /// <param name="change">Its details; those that are not given stay.</param>
    /// <param name="options">How to write.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ExperimentException"><c>ExperimentWriteProtected</c>, <c>IllegalPath</c>.</exception>
    /// <exception cref="StorageException">The disk.</exception>
    public static async Task<Experiment> StartAsync(
        ExperimentStore store, ExperimentPath path, string? project, ExperimentChange change, RecordingOptions options, CancellationToken cancellationToken =
            default)
    {
        var run = new ExperimentRun(
            Now(store.Clock), null, ExperimentStatus.Running, Environment.MachineName, Environment.ProcessId)
        { Durable = options.Durable };
        var recording = await store.Recorder.OpenAsync(path, project, change, run, cancellationToken).ConfigureAwait(false);
        var experiment = new Experiment(store, recording, options) { _isProtectedByStart = change.WriteProtected == true };
        if (options.SystemMetricsInterval is { } interval)
            experiment._systemMetrics = new SystemMetrics(experiment, interval);
        return experiment;
    }

    /// <summary>A metric by name; <see cref="MetricInfo.Unnamed"/> for the one without.</summary>
    internal ExperimentMetric Metric(string name) => new(this, name);

    /// <summary>A track by topic.</summary>
    internal ExperimentTrack Track(string topic) => new(this, topic);

    /// <summary>A failed write nobody has been told of yet, once; its records stay queued and are tried further.</summary>
    internal MlDashException? TakeFault() => _recorder?.TakeFault();

    /// <summary>Writes what is queued, notes the outcome, and closes.</summary>
    /// <param name="status">The outcome.</param>
    /// <param name="error">Why it failed, if it did.</param>
    /// <param name="cancellationToken">Ends the wait; the experiment then stays open.</param>
    /// <exception cref="StorageException"><c>RecordsNotWritten</c>, naming them; the experiment stays open, so that it can be completed once there is
    /// room.</exception>
    internal async Task CompleteAsync(ExperimentStatus status, string? error = null, CancellationToken cancellationToken = default)
    {
        var recorder = _recorder ?? throw ExperimentErrors.Completed(Stored.Path, Status);
        await StopSystemMetricsAsync().ConfigureAwait(false);
        recorder.Closing = true;
        try
        {
            await DrainAsync(recorder, cancellationToken).ConfigureAwait(false);
            Stored = await _recording!.CloseAsync(status, error, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            recorder.Closing = false;
            throw;
        }

        _recorder = null;
        await recorder.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Stops recording without an outcome: what is queued is written as far as it can be, the run stays open in the store.</summary>
    /// <exception cref="StorageException"><c>RecordsNotWritten</c>, naming what is lost.</exception>
    internal async ValueTask DisposeAsync()
    {
        await StopSystemMetricsAsync().ConfigureAwait(false);
        if (Interlocked.Exchange(ref _recorder, null) is not { } recorder)
            return;
        recorder.Closing = true;
        try
        {
            await DrainAsync(recorder, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            await recorder.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <inheritdoc />
    public override string ToString() => Prefix;

    /// <summary>The recording, when anything may be written.</summary>
    /// <exception cref="ExperimentException"><c>ExperimentNotOpen</c>, <c>ExperimentCompleted</c>, <c>ExperimentWriteProtected</c>.</exception>
    internal IOpenRecording Writable()
    {
        Opened();
        RefuseProtected();
        return _recording!;
    }

    /// <summary>
    /// The recorder, when logs, points and entries may be appended: an experiment that was started with protection takes them until it is completed.
    /// </summary>
    /// <exception cref="ExperimentException"><c>ExperimentNotOpen</c>, <c>ExperimentCompleted</c>, <c>ExperimentWriteProtected</c>.</exception>
    internal Recorder Appendable()
    {
        var recorder = Opened();
        if (!_isProtectedByStart)
            RefuseProtected();
        return recorder;
    }

    /// <exception cref="ExperimentException"><c>ExperimentWriteProtected</c>.</exception>
    internal void RefuseProtected()
    {
        if (Stored.WriteProtected)
            throw ExperimentErrors.WriteProtected(Stored.Path);
    }

    private Recorder Opened() =>
        _recorder ?? throw (_recording is null ? ExperimentErrors.NotOpen(Stored.Path) : ExperimentErrors.Completed(Stored.Path, Status));

    private async Task StopSystemMetricsAsync()
    {
        if (Interlocked.Exchange(ref _systemMetrics, null) is { } systemMetrics)
            await systemMetrics.StopAsync().ConfigureAwait(false);
    }

    private async Task DrainAsync(Recorder recorder, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(recorder.Options.CloseTimeout, Store.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            await recorder.WriteThroughAsync(either.Token).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is MlDashException || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new StorageException(
                "RecordsNotWritten",
                $"The experiment cannot be completed yet: {recorder.DescribeWaiting()} could not be written. {fault.Message}",
                "The records stay in the memory of this process. Fix the cause, then complete the experiment again.",
                fault);
        }
    }

    /// <summary>Now, to the microsecond, as it will be read back.</summary>
    private static DateTimeOffset Now(TimeProvider clock) => new(clock.GetUtcNow().UtcTicks / 10 * 10, TimeSpan.Zero);
}
