using System.Collections.Specialized;
using MlDash.Client;
using MlDash.Experiments;
using MlDash.Json;
using MlDash.Protocol;
using MlDash.Records;
using MlDash.Storage.Local;

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
    private readonly SendRules _rules;
    private readonly Action<string> _warn;
    private readonly IProgress<TransferCounts>? _progress;
    private readonly object _counting = new();
    private SendJournal? _opened;
    private RemotePath _target;

    /// <param name="local">Where the experiment is.</param>
    /// <param name="path">Which it is.</param>
    /// <param name="server">Where to.</param>
    /// <param name="target">Its place there.</param>
    /// <param name="warn">Told what was left out.</param>
    /// <param name="rules">What not to send, and what may be done on the server.</param>
    /// <param name="progress">Told what has gone so far.</param>
    public ExperimentSender(
        LocalExperimentStore local, ExperimentPath path, ServerClient server, RemotePath target, Action<string> warn,
        SendRules rules = default, IProgress<TransferCounts>? progress = null)
    {
        (_local, _server, _target, _warn, _rules, _progress) = (local, server, target, warn, rules, progress);
        Path = path;
        _layout = new LocalLayout(local.Root, path);
    }

    /// <summary>The local experiment.</summary>
    public ExperimentPath Path { get; }

    /// <summary>What has gone since this sender was made.</summary>
    public TransferCounts Counts { get; private set; } = new();

    /// <summary>The experiment's ids on the server; null before it was made there.</summary>
    public RemoteIds? Ids => _opened?.Ids;

    /// <summary>Its place on the server, the namespace filled in once it is known.</summary>
    public RemotePath Target => _target;

    private SendJournal Journal => _opened ?? throw new InvalidOperationException("The journal is opened first.");

    /// <summary>Creates the experiment on the server, or opens the existing one.</summary>
    /// <exception cref="MlDashException">The server cannot be reached, or refuses.</exception>
    public async Task<RemoteIds> OpenAsync(CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken).ConfigureAwait(false);
        using var held = await FileLock.TakeAsync(Journal.LockPath, cancellationToken).ConfigureAwait(false);
        Journal.Refresh();
        return await MakeAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Sends everything that has not been sent: records, parameters, files, and the details of the experiment. What the server refuses of it for good
    /// holds back nothing else.
    /// </summary>
    /// <exception cref="MlDashException">Something could not be sent; it is taken up again by the next call.</exception>
    public async Task SendAsync(CancellationToken cancellationToken)
    {
        await EnsureMadeAsync(cancellationToken).ConfigureAwait(false);
        var faults = new List<MlDashException>();
        await TryPartAsync(SendDetailsAsync, faults, cancellationToken).ConfigureAwait(false);
        if (!_rules.Skipped.HasFlag(SkippedParts.Param))
            await TryPartAsync(SendParametersAsync, faults, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<(StreamId Stream, int Batches)> streams =
        [
            .. LocalStreams.Of(_layout).Where(stream => !_rules.Skipped.HasFlag(PartOf(stream.Kind)) && IsReadable(stream))
                .Select(stream => (stream, int.MaxValue)),
        ];
        await TryPartAsync(async token => streams = await SendTogetherAsync(streams, token).ConfigureAwait(false), faults, cancellationToken)
            .ConfigureAwait(false);
        foreach (var (stream, batches) in streams)
            await TryPartAsync(token => SendStreamAsync(stream, batches, token), faults, cancellationToken).ConfigureAwait(false);

        if (!_rules.Skipped.HasFlag(SkippedParts.File))
            await TryPartAsync(SendFilesAsync, faults, cancellationToken).ConfigureAwait(false);
        if (faults.Count > 0)
            throw faults[0];
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

    private async Task TryPartAsync(Func<CancellationToken, Task> send, List<MlDashException> faults, CancellationToken cancellationToken)
    {
        try
        {
            await send(cancellationToken).ConfigureAwait(false);
        }
        catch (MlDashException fault) when (Refusals.IsOfOnePart(fault))
        {
            if (Refusals.IsMissing(fault) && !await IsThereAsync(Journal.Ids!.Node, cancellationToken).ConfigureAwait(false))
                throw Gone();
            faults.Add(fault);
        }
    }

    /// <summary>Sends the details of the experiment when they have changed; the first time only those that are not empty.</summary>
    public async Task SendDetailsAsync(CancellationToken cancellationToken)
    {
        await EnsureMadeAsync(cancellationToken).ConfigureAwait(false);
        using var held = await FileLock.TakeAsync(Journal.LockPath, cancellationToken).ConfigureAwait(false);
        Journal.Refresh();
        var now = Details();
        var before = Journal.Sent(SendJournal.DetailsNote) as OrderedDictionary ?? Empty();
        var changed = new OrderedDictionary();
        foreach (var name in _detailNames)
        {
            if (!Same(now[name], before[name]))
                changed[name] = now[name] ?? EmptyValue(name);
        }

        if (changed.Map(WireMembers.Metadata) is { } context && ContextMetadata.IsAlone(context))
            changed[WireMembers.Metadata] = ContextMetadata.Joined(await MetadataThereAsync(cancellationToken).ConfigureAwait(false), context);

        if (changed.Count == 0)
            return;
        var fingerprint = Fingerprint(JsonText.Write(changed));
        if (IsRefused(SendJournal.DetailsNote, fingerprint))
            return;
        try
        {
            await _server.SendAsync(HttpMethod.Patch, Node, changed, cancellationToken).ConfigureAwait(false);
        }
        catch (MlDashException fault) when (Refusals.IsForGood(fault))
        {
            NoteRefused(SendJournal.DetailsNote, fingerprint, "the description, tags, bindrs or metadata", fault);
            return;
        }

        Journal.NoteSent(SendJournal.DetailsNote, now);
        NoteTaken(SendJournal.DetailsNote);
    }

    /// <summary>Sends the status: CRASHED as FAILED, UNKNOWN (written by a tool that keeps no status) as COMPLETED.</summary>
    public async Task SendStatusAsync(CancellationToken cancellationToken)
    {
        await EnsureMadeAsync(cancellationToken).ConfigureAwait(false);
        var record = await _local.GetAsync(Path, cancellationToken).ConfigureAwait(false) ?? throw ExperimentErrors.NotFound(Path);
        if (StatusOf(record) is { } body)
            await SendWholeAsync(SendJournal.StatusNote, "the status", HttpMethod.Patch, Node, body, cancellationToken).ConfigureAwait(false);
    }

    private static byte[]? StatusOf(ExperimentRecord record)
    {
        if (record.Status is ExperimentStatus.Running or ExperimentStatus.Lost)
            return null;
        var change = new OrderedDictionary
        {
            [WireMembers.Status] = record.Status switch
            {
                ExperimentStatus.Crashed => ExperimentStatus.Failed.ToWire(),
                ExperimentStatus.Unknown => ExperimentStatus.Completed.ToWire(),
                var known => known.ToWire(),
            },
        };
        Add(WireMembers.StartedAt, record.StartedAt is { } start ? IsoTime.Format(start) : null);
        Add(WireMembers.EndedAt, record.EndedAt is { } end ? IsoTime.Format(end) : null);
        Add(WireMembers.Error, record.Error ?? (record.Status == ExperimentStatus.Crashed ? "The process ended without completing the experiment." : null));
        Add(WireMembers.WriteProtected, record.WriteProtected ? true : null);
        return JsonText.Write(change);

        void Add(string name, object? value)
        {
            if (value is not null)
                change[name] = value;
        }
    }

    private string Data => Routes.Experiment(Journal.Ids!.Experiment);

    private string Node => Routes.Node(Journal.Ids!.Node);

    private async Task EnsureMadeAsync(CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken).ConfigureAwait(false);
        if (Journal.Ids is not null)
            return;
        using var held = await FileLock.TakeAsync(Journal.LockPath, cancellationToken).ConfigureAwait(false);
        Journal.Refresh();
        if (Journal.Ids is null)
            await MakeAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Finds out which server it is and whose the experiment, which decides on the journal.</summary>
    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (_opened is not null)
            return;
        var server = await _server.IdentifyAsync(cancellationToken).ConfigureAwait(false);
        if (_target.Namespace is null)
            _target = _target with { Namespace = await OwnNamespaceAsync(cancellationToken).ConfigureAwait(false) };
        var journal = SendJournal.Open(_layout, _server.Address, server, _target, _server.Options.Clock);
        using var held = await FileLock.TakeAsync(journal.LockPath, cancellationToken).ConfigureAwait(false);
        journal.Refresh();
        // Whoever does so at the same time comes to the same journal; the first one stays.
        Interlocked.CompareExchange(ref _opened, journal, null);
    }

    /// <summary>Sends something that is sent whole, unless this very thing was sent last.</summary>
    private async Task<bool> SendWholeAsync(
        string what, string named, HttpMethod method, string path, byte[] body, CancellationToken cancellationToken)
    {
        var fingerprint = Fingerprint(body);
        using var held = await FileLock.TakeAsync(Journal.LockPath, cancellationToken).ConfigureAwait(false);
        Journal.Refresh();
        if (Journal.Sent(what) as string == fingerprint || IsRefused(what, fingerprint))
            return false;
        try
        {
            await _server.SendAsync(method, path, body, Guid.NewGuid().ToString(), _server.Retries, cancellationToken).ConfigureAwait(false);
        }
        catch (MlDashException fault) when (Refusals.IsForGood(fault))
        {
            NoteRefused(what, fingerprint, named, fault);
            return false;
        }

        Journal.NoteSent(what, fingerprint);
        NoteTaken(what);
        return true;
    }

    private static string Fingerprint(byte[] body) => Convert.ToHexString(System.IO.Hashing.XxHash128.Hash(body));

    private void Count(Func<TransferCounts, TransferCounts> change)
    {
        lock (_counting)
            Counts = change(Counts);
        _progress?.Report(Counts);
    }
}
