using System.Collections.Specialized;
using MlDash.Export;
using MlDash.Import.Runs;
using MlDash.Protocol;
using MlDash.Records;
using MlDash.Storage.Format;
using MlDash.Storage.Local;
using MlDash.Storage.Outgoing;

namespace MlDash.Import.Importing;

/// <summary>Writes what a run holds into the folder of an experiment, and adds only what is not there.</summary>
internal sealed class RunWriter : IRunSink, IDisposable
{
    private readonly LocalExperimentStore _store;
    private readonly LocalLayout _layout;
    private readonly ExperimentWriter _writer;
    private readonly CancellationToken _cancelToken;
    private readonly Dictionary<string, (StreamId Id, ImportedStream Stream, ImportedPoints Points)> _metrics = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ImportedEntries> _tracks = new(StringComparer.Ordinal);
    private readonly Dictionary<(RecordKind Kind, string Name), SeriesDescription> _descriptions = [];
    private readonly HashSet<string> _taken = new(ExperimentPath.DiskNames);
    private readonly List<SourceFile> _files = [];
    private readonly OrderedDictionary _leftOut = new(StringComparer.Ordinal);
    private ImportedStream? _log;
    private FileStream? _kept;
    private long _bytes;
    private DateTimeOffset _logTime;

    /// <param name="store">The experiments.</param>
    /// <param name="path">The one that is written.</param>
    /// <param name="begin">When the run began: the time of log entries that have none before them.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public RunWriter(LocalExperimentStore store, ExperimentPath path, DateTimeOffset? begin, CancellationToken cancellationToken)
    {
        (_store, _cancelToken, _logTime) = (store, cancellationToken, begin ?? DateTimeOffset.UnixEpoch);
        _layout = new LocalLayout(store.Root, path);
        _writer = new ExperimentWriter(_layout, store.Clock, store.Warnings.Enqueue);
        _writer.MakeFolders();
    }

    /// <summary>What could not be carried over, each once.</summary>
    public IEnumerable<string> LeftOut => _leftOut.Keys.Cast<string>();

    /// <summary>Points that are new.</summary>
    public long Points => _metrics.Values.Sum(metric => metric.Stream.Added);

    /// <summary>Log entries that are new.</summary>
    public long Logs => _log?.Added ?? 0;

    /// <summary>Entries of tracks that are new.</summary>
    public long Entries => _tracks.Values.Sum(track => track.Stream.Added);

    /// <summary>Files that are new, or other than before.</summary>
    public int Files { get; private set; }

    /// <summary>Learns how far it has come.</summary>
    public IProgress<TransferCounts>? Progress { get; init; }

    /// <inheritdoc />
    public IPointSink Metric(string name)
    {
        if (_metrics.TryGetValue(name, out var known))
            return known.Points;
        var id = new StreamId(RecordKind.Metric, Free(ImportedNames.Path(name, MetricInfo.Unnamed), _layout.Metric));
        var stream = Open(id);
        var points = new ImportedPoints(stream, LeaveOut);
        _metrics.Add(name, (id, stream, points));
        return points;
    }

    /// <inheritdoc />
    public void Describe(RecordKind kind, string name, SeriesDescription description) => _descriptions[(kind, name)] = description;

    /// <inheritdoc />
    public void Log(DateTimeOffset? time, LogLevel level, string message, OrderedDictionary? metadata = null)
    {
        _log ??= Open(StreamId.Log);
        var writer = _log.BeginJson();
        _logTime = time ?? _logTime;
        LogLine.WriteRecord(writer, _logTime, level.ToWord(), message, metadata);
        writer.Flush();
        _log.End(LogLine.Write);
    }

    /// <inheritdoc />
    public void Entry(string topic, double time, IReadOnlyList<KeyValuePair<string, object?>> fields)
    {
        if (!_tracks.TryGetValue(topic, out var track))
        {
            var name = Free(ImportedNames.Path(topic, "track"), _layout.Track);
            track = new ImportedEntries(Open(new StreamId(RecordKind.Track, name)), name);
            _tracks.Add(topic, track);
        }

        track.Add(time, fields);
    }

    /// <inheritdoc />
    public void File(SourceFile file) => _files.Add(file);

    /// <inheritdoc />
    public void File(string path, ReadOnlySpan<byte> content, OrderedDictionary metadata)
    {
        var kept = _kept ??= TableSpool.OpenTemporary();
        var (begin, length) = (kept.Seek(0, SeekOrigin.End), content.Length);
        kept.Write(content);
        _files.Add(new SourceFile(path, () => Kept(begin, length)) { Metadata = metadata });
    }

    /// <inheritdoc />
    public void LeaveOut(string what) => _leftOut[what] = true;

    /// <summary>Writes what waits, and the counters.</summary>
    public async Task FinishAsync()
    {
        var now = _store.Clock.GetUtcNow();
        foreach (var (name, (id, stream, _)) in _metrics)
            Finish(stream, $"the metric '{name}'", count => WriteMetric(id, name, count, now));
        foreach (var (topic, track) in _tracks)
            Finish(track.Stream, $"the track '{topic}'", count => track.WriteMetadata(_layout, count, DescriptionOf(RecordKind.Track, topic), now));
        if (_log is not null)
            Finish(_log, "the log", count => LogSequence.Write(_layout, count));
        await SaveFilesAsync().ConfigureAwait(false);
    }

    public void Dispose()
    {
        foreach (var metric in _metrics.Values)
            metric.Stream.Dispose();
        foreach (var track in _tracks.Values)
            track.Stream.Dispose();
        _log?.Dispose();
        _kept?.Dispose();
    }

    private MemoryStream Kept(long begin, int length)
    {
        var bytes = new byte[length];
        _kept!.Position = begin;
        _kept.ReadExactly(bytes);
        return new MemoryStream(bytes, writable: false);
    }

    /// <summary>Tells how far it has come.</summary>
    private void Tell() => Progress?.Report(new TransferCounts { Logs = Logs, Points = Points, TrackEntries = Entries, Files = Files, Bytes = _bytes });

    private ImportedStream Open(StreamId stream) =>
        new(_writer.Open(stream, whole: false, _cancelToken), LocalStreams.DataFile(_layout, stream), Tell);

    /// <summary>A name whose place no other one has.</summary>
    private string Free(string name, Func<string, string> place)
    {
        var free = name;
        for (var number = 2; !_taken.Add(place(free)); number++)
            free = $"{name}_{number}";
        if (free != name)
            LeaveOut($"The name '{name}', which another one has here: it is '{free}'.");
        return free;
    }

    private void Finish(ImportedStream stream, string what, Action<long> writeCounters)
    {
        stream.Finish(writeCounters);
        if (stream.IsForeign)
            _store.Warnings.Enqueue($"Nothing was added to {what} of '{_layout.Path}': it holds records that were not imported from there.");
        else if (stream.Given < stream.There)
            _store.Warnings.Enqueue($"{what} of '{_layout.Path}' has {stream.There} records, the source only {stream.Given}. They stay.");
    }

    private void WriteMetric(StreamId id, string name, long count, DateTimeOffset now)
    {
        var file = Path.Combine(LocalStreams.FolderOf(_layout, id), LocalLayout.MetadataFile);
        var document = MetricMetadata.Complete(SmallDocument.ReadIfWhole(file), id.Name, now);
        MetricMetadata.Describe(document, DescriptionOf(RecordKind.Metric, name));
        document["totalDataPoints"] = document["nextIndex"] = count;
        document["updatedAt"] = IsoTime.Format(now);
        if (id.Name != name && document["metadata"] is null)
            document["metadata"] = new OrderedDictionary { ["importedAs"] = name };
        SmallDocument.Write(file, document);
    }

    private SeriesDescription DescriptionOf(RecordKind kind, string name) =>
        _descriptions.GetValueOrDefault((kind, name)) ?? new SeriesDescription(null, null, null);

    private async Task SaveFilesAsync()
    {
        if (_files.Count == 0)
            return;
        var there = new Dictionary<string, FileEntry>(StringComparer.Ordinal);
        await foreach (var file in _store.FindFilesAsync(_layout.Path, new FileQuery(), _cancelToken).ConfigureAwait(false))
            there.TryAdd(file.Path, file);
        await using var intake = _store.OpenIntake(_layout.Path);
        foreach (var file in _files)
        {
            var path = ImportedNames.File(file.Path);
            if (path != file.Path)
                LeaveOut($"The name of the file '{file.Path}': it is '{path}' here.");
            if (there.TryGetValue(path, out var kept) && await IsSameAsync(kept, file).ConfigureAwait(false))
                continue;
            await SaveAsync(intake, file, path).ConfigureAwait(false);
        }
    }

    private async Task SaveAsync(MlDash.Storage.IFileIntake intake, SourceFile file, string path)
    {
        var slash = path.LastIndexOf('/');
        try
        {
            var saved = await intake.AddAsync(
                new FileUpload
                {
                    Folder = slash < 0 ? string.Empty : path[..slash],
                    Name = path[(slash + 1)..],
                    Open = file.Open,
                    ContentType = file.ContentType,
                    LastWriteTimeUtc = file.Modified,
                    Annotations = new FileAnnotations(file.Description, file.Tags, file.Bindrs, file.Metadata),
                },
                _cancelToken).ConfigureAwait(false);
            Files++;
            _bytes += saved.Length;
            Tell();
        }
        catch (Exception fault) when (fault is MlDashException or IOException or UnauthorizedAccessException)
        {
            LeaveOut($"The file '{file.Path}': {fault.Message}");
        }
    }

    private async Task<bool> IsSameAsync(FileEntry kept, SourceFile file)
    {
        try
        {
            await using var source = file.Open();
            if (source.CanSeek && source.Length != kept.Length)
                return false;
            var digest = await System.Security.Cryptography.SHA256.HashDataAsync(source, _cancelToken).ConfigureAwait(false);
            return Convert.ToHexString(digest).Equals(kept.Checksum, StringComparison.OrdinalIgnoreCase);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Saving it says what is wrong.
            return false;
        }
    }
}
