using MlDash.Recording;
using MlDash.Storage.Local;
using MlDash.Storage.Remote;

namespace MlDash.Storage.Outgoing;

/// <summary>What of an experiment was here before it was received (again).</summary>
/// <param name="IsFresh">Whether nothing was: all that is here afterwards came from the server.</param>
/// <param name="Lines">Lines of each stream.</param>
/// <param name="Files">Ids of the files.</param>
internal sealed record HeldBefore(bool IsFresh, IReadOnlyDictionary<StreamId, long> Lines, IReadOnlySet<string> Files)
{
    /// <summary>Looks at a folder that is about to receive an experiment.</summary>
    public static HeldBefore Of(LocalLayout layout, RemoteIds ids)
    {
        // Until it is all there, a folder that receives is no experiment, and nobody records into it; what came from elsewhere is replaced as a whole.
        var origin = SmallDocument.ReadIfWhole(Path.Combine(layout.Folder, ExperimentReceiver.OriginFile));
        return !File.Exists(layout.Experiment) || origin?.Id("experiment") != ids.Experiment
            ? new HeldBefore(true, new Dictionary<StreamId, long>(), new HashSet<string>())
            : new HeldBefore(
                false,
                LocalStreams.Of(layout).ToDictionary(stream => stream, stream => EndOf(layout, stream).Lines),
                FilesDocument.Read(layout).Files.Select(file => file.Id).ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>How many whole lines a stream has, and where they end.</summary>
    public static (long Lines, long Offset) EndOf(LocalLayout layout, StreamId stream)
    {
        using var file = Reading.LineReader.OpenFile(LocalStreams.DataFile(layout, stream));
        if (file is null)
            return default;
        var end = LineTail.WholeLength(file, RandomAccess.GetLength(file));
        return (LineTail.CountLines(file, 0, end), end);
    }
}

/// <content>What came from the server counts as sent to it.</content>
internal sealed partial class ExperimentSender
{
    /// <summary>Notes what was received as sent, so that only what is recorded here later goes back.</summary>
    public async Task NoteReceivedAsync(RemoteIds ids, HeldBefore before, CancellationToken cancellationToken)
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
            var (lines, offset) = HeldBefore.EndOf(_layout, stream);
            // Where records of this machine wait to be sent, nobody can say which lines came from the server.
            if (progress.Pending is null && progress.Line == before.Lines.GetValueOrDefault(stream) && lines > progress.Line)
                Journal.Arrived(stream, lines, offset, lines - progress.Line, lines);
        }

        foreach (var file in FilesDocument.Read(_layout).Files.Where(file => !before.Files.Contains(file.Id)))
            Journal.NoteSent(FilePrefix + file.Id, new object?[] { ContentOf(file), Said(file), file.Id });
        if (before.IsFresh)
            await NoteWholesAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task NoteWholesAsync(CancellationToken cancellationToken)
    {
        Journal.NoteSent(DetailsNote, Details());
        if (Parameters() is { } parameters)
            Journal.NoteSent(ParametersNote, Fingerprint(BodyOf(parameters)));
        if (await _local.GetAsync(Path, cancellationToken).ConfigureAwait(false) is { } record && StatusOf(record) is { } status)
            Journal.NoteSent(StatusNote, Fingerprint(status));
        foreach (var stream in LocalStreams.Of(_layout).Where(stream => stream.Kind == RecordKind.Track))
        {
            if (DescriptionOf(stream) is { } said)
                Journal.NoteSent(TrackNote + stream.Name, Fingerprint(said));
        }
    }
}
