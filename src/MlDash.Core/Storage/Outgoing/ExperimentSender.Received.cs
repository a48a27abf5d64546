using MlDash.Client;
using MlDash.Records;
using MlDash.Storage.Local;

namespace MlDash.Storage.Outgoing;

/// <summary>What of an experiment was here before it was received (again).</summary>
/// <param name="IsFresh">Whether nothing was: all that is here afterwards came from the server.</param>
/// <param name="Lines">Lines of each stream.</param>
internal sealed record HeldBefore(bool IsFresh, IReadOnlyDictionary<StreamId, long> Lines)
{
    /// <summary>Looks at a folder that is about to receive an experiment.</summary>
    public static HeldBefore Of(LocalLayout layout, RemoteIds ids)
    {
        // Until it is all there, a folder that receives is no experiment; what came from elsewhere is replaced as a whole.
        return !File.Exists(layout.Experiment) || ReceivedOrigin.Of(layout)?.Experiment != ids.Experiment
            ? new HeldBefore(true, new Dictionary<StreamId, long>())
            : new HeldBefore(false, LocalStreams.Of(layout).ToDictionary(stream => stream, stream => LineEnd.Of(LocalStreams.DataFile(layout, stream)).Lines));
    }
}

/// <content>What came from the server counts as sent to it.</content>
internal sealed partial class ExperimentSender
{
    /// <summary>Finds what was recorded here since the experiment was received.</summary>
    public async Task<LocalAdditions> FindAdditionsAsync(HeldBefore before, CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken).ConfigureAwait(false);
        using var held = await FileLock.TakeAsync(Journal.LockPath, cancellationToken).ConfigureAwait(false);
        Journal.Refresh();
        if (before.IsFresh || Journal.Ids is null)
            return LocalAdditions.None;
        var (unsent, mixed) = (new Dictionary<StreamId, long>(), new HashSet<StreamId>());
        foreach (var (stream, lines) in before.Lines)
        {
            var progress = Journal.Progress(stream);
            if (lines > progress.Line || progress.Pending is not null)
                unsent[stream] = Math.Max(lines - progress.Line, 1);
            else if (progress.End != progress.Line && File.Exists(Journal.RefusedPath))
                // Among them may be one that the server refused, which would go.
                unsent[stream] = 1;
            else if (progress.End != progress.Line)
                mixed.Add(stream);
        }

        var (now, noted) = (Details(), Journal.Sent(SendJournal.DetailsNote) as System.Collections.Specialized.OrderedDictionary ?? Empty());
        var files = FilesDocument.Read(_layout);
        return new LocalAdditions(
            unsent,
            mixed,
            Parameters() is { } parameters && Journal.Sent(SendJournal.ParametersNote) as string != Fingerprint(BodyOf(parameters)),
            [.. _detailNames.Where(name => !Same(now[name], noted[name]))],
            files.Files.Where(file => !IsNoted(file)).Concat(files.Deleted.Where(file => Journal.Sent(FilePrefix + file.Id) is not null))
                .Select(file => file.Path).ToHashSet(StringComparer.Ordinal));
    }

    private bool IsNoted(FileEntry file) =>
        Journal.Sent(FilePrefix + file.Id) is object?[] noted
        && noted is [var content, var said, _]
        && Equals(content, ContentOf(file))
        && Equals(said, Said(file));

    /// <summary>Notes what was received as sent, so that only what is recorded here goes back, also what came while it was received.</summary>
    public async Task NoteReceivedAsync(
        RemoteIds ids, HeldBefore before, ExperimentWriter writer, LocalAdditions additions, CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken).ConfigureAwait(false);
        using var held = await FileLock.TakeAsync(Journal.LockPath, cancellationToken).ConfigureAwait(false);
        Journal.Refresh();
        if (before.IsFresh)
            Journal.Forget();
        else if (Journal.Ids is null)
            return;
        Journal.Made(ids);
        foreach (var stream in LocalStreams.Of(_layout))
        {
            var progress = Journal.Progress(stream);
            if (writer.EndOf(stream) is not (var lines, var offset))
                continue;
            // Where records of this machine wait to be sent, nobody can say which lines came from the server.
            if (progress.Pending is not null || progress.Line != before.Lines.GetValueOrDefault(stream) || lines <= progress.Line)
                continue;
            // One that was received as a whole is now as it is there.
            if (progress.End != progress.Line)
                Journal.Lose(stream, 0);
            Journal.Arrived(stream, lines, offset, lines - progress.Line, lines);
        }

        foreach (var file in FilesDocument.Read(_layout).Files.Where(file => !additions.Files.Contains(file.Path) && writer.Has(file) && !IsNoted(file)))
        {
            var node = Journal.Sent(FilePrefix + file.Id) is object?[] noted && noted is [.., string known] ? known : file.Id;
            Journal.NoteSent(FilePrefix + file.Id, new object?[] { ContentOf(file), Said(file), node });
        }

        await NoteWholesAsync(writer, additions, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What was read is as it was received when, asked behind the read, the writer says that nobody has changed it.</summary>
    private async Task NoteWholesAsync(ExperimentWriter writer, LocalAdditions additions, CancellationToken cancellationToken)
    {
        var (details, before) = (Details(), Journal.Sent(SendJournal.DetailsNote) as System.Collections.Specialized.OrderedDictionary ?? Empty());
        foreach (var name in additions.Details.Union(writer.ChangedMembers.Intersect(_detailNames)))
            details[name] = before[name];
        Journal.NoteSent(SendJournal.DetailsNote, details);
        if (!additions.Parameters && Parameters() is { } parameters && !writer.HasChangedParameters)
            Journal.NoteSent(SendJournal.ParametersNote, Fingerprint(BodyOf(parameters)));
        if (await _local.GetAsync(Path, cancellationToken).ConfigureAwait(false) is { } record && record.Runs.Length == 0 && StatusOf(record) is { } status)
            Journal.NoteSent(SendJournal.StatusNote, Fingerprint(status));
        foreach (var stream in LocalStreams.Of(_layout).Where(stream => stream.Kind == RecordKind.Track))
        {
            if (DescriptionOf(stream) is { } said)
                Journal.NoteSent(TrackNote + stream.Name, Fingerprint(said));
        }
    }
}
