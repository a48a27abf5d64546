using System.Collections.Specialized;
using MlDash.Recording;
using MlDash.Storage.Local;
using MlDash.Storage.Remote;
using MlDash.Text;

namespace MlDash.Storage.Outgoing;

/// <summary>
/// Brings what a local experiment holds to a server, and later what has come to it since. What the server has is in a journal beside the data, so the
/// work can be left at any point and taken up by any process; nothing arrives twice.
/// </summary>
internal sealed partial class ExperimentSender
{
    private readonly LocalExperimentStore _local;
    private readonly LocalLayout _layout;
    private readonly ServerClient _server;
    private readonly SendJournal _journal;
    private readonly SkippedParts _skipped;
    private readonly Action<string> _warn;
    private readonly IProgress<TransferCounts>? _progress;
    private readonly object _counting = new();
    private RemotePath _target;

    /// <param name="local">Where the experiment is.</param>
    /// <param name="path">Which it is.</param>
    /// <param name="server">Where to.</param>
    /// <param name="target">Its place there.</param>
    /// <param name="warn">Told what was left out.</param>
    /// <param name="skipped">What not to send.</param>
    /// <param name="progress">Told what has gone so far.</param>
    public ExperimentSender(
        LocalExperimentStore local, ExperimentPath path, ServerClient server, RemotePath target, Action<string> warn,
        SkippedParts skipped = SkippedParts.None, IProgress<TransferCounts>? progress = null)
    {
        (_local, _server, _target, _warn, _skipped, _progress) = (local, server, target, warn, skipped, progress);
        Path = path;
        _layout = new LocalLayout(local.Root, path);
        _journal = new SendJournal(_layout, server.Address, target);
    }

    /// <summary>The local experiment.</summary>
    public ExperimentPath Path { get; }

    /// <summary>What has gone since this sender was made.</summary>
    public TransferCounts Counts { get; private set; } = new();

    /// <summary>The experiment's ids on the server; null before it was made there.</summary>
    public RemoteIds? Ids => _journal.Ids;

    /// <summary>Its place on the server, the namespace filled in once it is known.</summary>
    public RemotePath Target => _target;

    /// <summary>Makes the experiment on the server, or opens the one there is.</summary>
    /// <exception cref="MlDashException">The server cannot be reached, or refuses.</exception>
    public async Task<RemoteIds> OpenAsync(CancellationToken cancellationToken)
    {
        using var held = await FileLock.TakeAsync(_journal.LockPath, cancellationToken).ConfigureAwait(false);
        _journal.Refresh();
        return await MakeAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Begins anew when the experiment that was sent before has been deleted on the server.</summary>
    public async Task RestartIfGoneAsync(CancellationToken cancellationToken)
    {
        using var held = await FileLock.TakeAsync(_journal.LockPath, cancellationToken).ConfigureAwait(false);
        _journal.Refresh();
        if (_journal.Ids is not null && await _server.FindAsync(Node, cancellationToken).ConfigureAwait(false) is null)
            _journal.Forget();
    }

    /// <summary>Sends everything that has not been sent: records, parameters, files, and what is said of the experiment.</summary>
    /// <exception cref="MlDashException">Something could not be sent; it is taken up again by the next call.</exception>
    public async Task SendAsync(CancellationToken cancellationToken)
    {
        await EnsureMadeAsync(cancellationToken).ConfigureAwait(false);
        await SendDetailsAsync(cancellationToken).ConfigureAwait(false);
        if (!_skipped.HasFlag(SkippedParts.Param))
            await SendParametersAsync(cancellationToken).ConfigureAwait(false);
        foreach (var stream in LocalStreams.Of(_layout))
        {
            if (!_skipped.HasFlag(PartOf(stream.Kind)) && IsReadable(stream))
                await SendStreamAsync(stream, int.MaxValue, cancellationToken).ConfigureAwait(false);
        }

        if (!_skipped.HasFlag(SkippedParts.File))
            await SendFilesAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether a stream lies where it may be read from; one that does not is a warning about itself and keeps no other from being sent.</summary>
    private bool IsReadable(StreamId stream)
    {
        try
        {
            LocalStreams.RefuseLinks(_layout, stream);
            return true;
        }
        catch (ExperimentException fault)
        {
            _warn($"{stream} of '{Path}' was not sent: {fault.Message}");
            return false;
        }
    }

    /// <summary>Sends what a stream holds beyond what was sent.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="batches">At most so many requests.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task SendStreamAsync(StreamId stream, int batches, CancellationToken cancellationToken)
    {
        await EnsureMadeAsync(cancellationToken).ConfigureAwait(false);
        if (stream.Kind == RecordKind.Track)
            await DescribeTrackAsync(stream, cancellationToken).ConfigureAwait(false);
        while (batches-- > 0)
        {
            using var held = await FileLock.TakeAsync(_journal.LockPath, cancellationToken).ConfigureAwait(false);
            _journal.Refresh();
            if (!await SendBatchAsync(stream, cancellationToken).ConfigureAwait(false))
                return;
        }
    }

    /// <summary>Merges the parameters into those the server has, when they have changed.</summary>
    public async Task SendParametersAsync(CancellationToken cancellationToken)
    {
        await EnsureMadeAsync(cancellationToken).ConfigureAwait(false);
        var document = SmallDocument.Read(_layout.Parameters);
        var data = document?.Map("data") ?? document;
        if (data is not { Count: > 0 })
            return;
        var body = ServerClient.Write(new OrderedDictionary { ["data"] = data });
        if (await SendWholeAsync("params", Fingerprint(body), HttpMethod.Post, $"{Data}/parameters", body, cancellationToken).ConfigureAwait(false))
            Count(counts => counts with { Parameters = data.Count });
    }

    /// <summary>Sends what is said of the experiment, when it has changed; the first time only what is not empty.</summary>
    public async Task SendDetailsAsync(CancellationToken cancellationToken)
    {
        await EnsureMadeAsync(cancellationToken).ConfigureAwait(false);
        using var held = await FileLock.TakeAsync(_journal.LockPath, cancellationToken).ConfigureAwait(false);
        _journal.Refresh();
        var now = Details();
        var before = _journal.Sent("details") as OrderedDictionary ?? Empty();
        var changed = new OrderedDictionary();
        foreach (var name in DetailNames)
        {
            if (!Same(now[name], before[name]))
                changed[name] = now[name] ?? EmptyValue(name);
        }

        if (changed.Count == 0)
            return;
        await _server.SendAsync(HttpMethod.Patch, Node, changed, cancellationToken).ConfigureAwait(false);
        _journal.NoteSent("details", now);
    }

    /// <summary>
    /// Sends where the experiment stands. One whose process died has failed; one that a tool without states wrote is taken to have ended well.
    /// </summary>
    public async Task SendStatusAsync(CancellationToken cancellationToken)
    {
        await EnsureMadeAsync(cancellationToken).ConfigureAwait(false);
        var record = await _local.GetAsync(Path, cancellationToken).ConfigureAwait(false) ?? throw ExperimentErrors.NotFound(Path);
        if (record.Status == ExperimentStatus.Running)
            return;
        var change = new OrderedDictionary
        {
            ["status"] = record.Status switch
            {
                ExperimentStatus.Crashed => ExperimentStatus.Failed.ToWire(),
                ExperimentStatus.Unknown => ExperimentStatus.Completed.ToWire(),
                var known => known.ToWire(),
            },
        };
        Add("startedAt", record.StartedAt is { } start ? IsoTime.Format(start) : null);
        Add("endedAt", record.EndedAt is { } end ? IsoTime.Format(end) : null);
        Add("error", record.Status == ExperimentStatus.Crashed ? record.Error ?? "The process ended without completing the experiment." : record.Error);
        Add("writeProtected", record.WriteProtected ? true : null);
        var body = ServerClient.Write(change);
        await SendWholeAsync("status", Fingerprint(body), HttpMethod.Patch, Node, body, cancellationToken).ConfigureAwait(false);

        void Add(string name, object? value)
        {
            if (value is not null)
                change[name] = value;
        }
    }

    private string Data => $"/api/experiments/{_journal.Ids!.Experiment}";

    private string Node => $"/api/nodes/{_journal.Ids!.Node}";

    private static SkippedParts PartOf(RecordKind kind) => kind switch
    {
        RecordKind.Log => SkippedParts.Log,
        RecordKind.Metric => SkippedParts.Metric,
        _ => SkippedParts.Track,
    };

    private async Task EnsureMadeAsync(CancellationToken cancellationToken)
    {
        if (_journal.Ids is not null)
            return;
        using var held = await FileLock.TakeAsync(_journal.LockPath, cancellationToken).ConfigureAwait(false);
        _journal.Refresh();
        if (_journal.Ids is null)
            await MakeAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> SendBatchAsync(StreamId stream, CancellationToken cancellationToken)
    {
        for (var careful = false; ; careful = true)
        {
            using var batch = StreamBatch.Read(_layout, stream, _journal.Cursor(stream), _server.Options.BatchSizeOf(stream.Kind), careful);
            if (batch is null)
                return false;
            var key = _journal.Sending(stream, batch.ToLine, batch.ToOffset);
            try
            {
                if (batch.Count > 0)
                    await _server.SendAsync(HttpMethod.Post, BatchPath(stream), batch.Body, key, _server.Retries, cancellationToken).ConfigureAwait(false);
            }
            catch (NetworkException refused) when (refused.ErrorId == "ServerRefused" && !careful)
            {
                // A damaged line spoils its batch: the lines are looked at one by one.
                continue;
            }

            _journal.Arrived(stream, batch.ToLine, batch.ToOffset);
            if (batch.Broken > 0)
                _warn($"{batch.Broken} broken lines of {stream} of '{Path}' were not sent.");
            CountBatch(batch);
            return true;
        }
    }

    private string BatchPath(StreamId stream) => stream.Kind switch
    {
        RecordKind.Log => $"{Data}/logs",
        RecordKind.Metric => $"{Data}/metrics/{ServerPaths.Metric(stream.Name)}/append-batch",
        _ => $"{Data}/tracks/{ServerPaths.Topic(stream.Name)}/append_batch",
    };

    private async Task DescribeTrackAsync(StreamId stream, CancellationToken cancellationToken)
    {
        var document = SmallDocument.ReadIfWhole(_layout.FileIn(_layout.Track(stream.Name), LocalLayout.MetadataFile));
        var said = new OrderedDictionary { ["topic"] = stream.Name };
        foreach (var name in new[] { "description", "tags", "metadata" })
        {
            if (document?[name] is string { Length: > 0 } or object?[] { Length: > 0 } or OrderedDictionary { Count: > 0 })
                said[name] = document[name];
        }

        if (said.Count == 1)
            return;
        var body = ServerClient.Write(said);
        await SendWholeAsync($"track:{stream.Name}", Fingerprint(body), HttpMethod.Post, $"{Data}/tracks", body, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends something that is sent whole, unless this very thing was sent last.</summary>
    private async Task<bool> SendWholeAsync(string what, string fingerprint, HttpMethod method, string path, byte[] body, CancellationToken cancellationToken)
    {
        using var held = await FileLock.TakeAsync(_journal.LockPath, cancellationToken).ConfigureAwait(false);
        _journal.Refresh();
        if (_journal.Sent(what) as string == fingerprint)
            return false;
        await _server.SendAsync(method, path, body, Guid.NewGuid().ToString(), _server.Retries, cancellationToken).ConfigureAwait(false);
        _journal.NoteSent(what, fingerprint);
        return true;
    }

    private static string Fingerprint(byte[] body) => Convert.ToHexString(System.IO.Hashing.XxHash128.Hash(body));

    private void CountBatch(StreamBatch batch) => Count(counts => (batch.Stream.Kind switch
    {
        RecordKind.Log => counts with { Logs = counts.Logs + batch.Count },
        RecordKind.Metric => counts with { Points = counts.Points + batch.Count },
        _ => counts with { TrackEntries = counts.TrackEntries + batch.Count },
    }) with { Bytes = counts.Bytes + batch.Body.Length, Broken = counts.Broken + batch.Broken });

    private void Count(Func<TransferCounts, TransferCounts> change)
    {
        lock (_counting)
            Counts = change(Counts);
        _progress?.Report(Counts);
    }
}
