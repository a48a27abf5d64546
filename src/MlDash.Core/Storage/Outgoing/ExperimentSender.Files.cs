using System.Collections.Concurrent;
using MlDash.Client;
using MlDash.Json;
using MlDash.Protocol;
using MlDash.Storage.Local;

namespace MlDash.Storage.Outgoing;

/// <content>Files.</content>
internal sealed partial class ExperimentSender
{
    private const string FilePrefix = "file:";

    /// <summary>Sends new files, changes the details of existing ones, and deletes those that were deleted here.</summary>
    public async Task SendFilesAsync(CancellationToken cancellationToken)
    {
        await EnsureMadeAsync(cancellationToken).ConfigureAwait(false);
        using var held = await FileLock.TakeAsync(Journal.FilesLockPath, cancellationToken).ConfigureAwait(false);
        await NoteAsync(_ => { }, cancellationToken).ConfigureAwait(false);
        var document = FilesDocument.Read(_layout);
        var files = document.Files.ToList();
        var uploads = new FileUploads(_server, Journal.Ids!);
        var faults = new ConcurrentQueue<MlDashException>();
        var together = new ParallelOptions { MaxDegreeOfParallelism = _server.Options.UploadWorkers, CancellationToken = cancellationToken };
        // Looked up before workers write to the journal side by side.
        var known = Journal.SentBelow(FilePrefix).Select(sent => sent.Value).OfType<object?[]>()
            .Select(noted => (noted.FirstOrDefault() as string)?.Split('\n')[0]).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var before = files
            .Where(file => !IsRefused(FilePrefix + file.Id, $"{ContentOf(file)}\n{Said(file)}"))
            .Select(file => (File: file, Sent: Journal.Sent(FilePrefix + file.Id) as object?[])).ToList();
        await Parallel.ForEachAsync(before, together, async (one, token) =>
        {
            try
            {
                // What is wrong with one file holds back no other.
                if (faults.All(Refusals.IsOfOnePart))
                    await SendFileAsync(one.File, one.Sent, known.Contains(one.File.Path), uploads, token).ConfigureAwait(false);
            }
            catch (MlDashException fault) when (Refusals.IsForGood(fault))
            {
                var (what, which) = (FilePrefix + one.File.Id, $"{ContentOf(one.File)}\n{Said(one.File)}");
                await NoteAsync(_ => NoteRefused(what, which, $"the file '{one.File.Path}'", fault), token).ConfigureAwait(false);
            }
            catch (MlDashException fault)
            {
                faults.Enqueue(fault);
            }
        }).ConfigureAwait(false);
        if (faults.FirstOrDefault(fault => !Refusals.IsOfOnePart(fault)) is { } away)
            throw away;
        await DeleteDeletedAsync(files, document.Deleted, cancellationToken).ConfigureAwait(false);
        if (faults.TryDequeue(out var first))
            throw first;
    }

    /// <summary>Notes what the server has of a file; no node: nothing any more.</summary>
    private Task NoteFileAsync(string id, string? content, string? said, string? node, CancellationToken cancellationToken) =>
        NoteAsync(
            journal =>
            {
                journal.NoteSent(FilePrefix + id, node is null ? null : new object?[] { content, said, node });
                NoteTaken(FilePrefix + id);
            },
            cancellationToken);

    private async Task SendFileAsync(FileEntry file, object?[]? sent, bool isKnown, FileUploads uploads, CancellationToken cancellationToken)
    {
        var (content, said) = (ContentOf(file), Said(file));
        if (sent is [var sentContent, var sentSaid, string node] && Equals(sentContent, content))
        {
            if (Equals(sentSaid, said))
                return;
            await _server.SendAsync(HttpMethod.Patch, Routes.Node(node), FileUploads.Annotations(file), cancellationToken).ConfigureAwait(false);
            await NoteFileAsync(file.Id, content, said, node, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (PlaceOf(file) is not { } place)
            return;
        if (!File.Exists(place))
        {
            _warn($"The file '{file.Path}' of '{Path}' was not sent: its bytes are not at '{place}'.");
            return;
        }

        Stream Open() => new FileStream(place, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.SequentialScan);
        var uploaded = await uploads.SendAsync(
            file, GivenOf(file, isKnown), Open, Journal.Key($"{FilePrefix}{file.Id}\n{content}"), null, cancellationToken).ConfigureAwait(false);
        await NoteFileAsync(file.Id, content, said, uploaded.Id, cancellationToken).ConfigureAwait(false);
        Count(counts => new TransferCounts(counts) { Files = counts.Files + 1, Bytes = counts.Bytes + file.Length });
    }

    /// <summary>Where the bytes of a file lie; null, with a warning, when they cannot be read from there.</summary>
    private string? PlaceOf(FileEntry file)
    {
        try
        {
            return LocalFileIntake.PlaceOf(_layout, file);
        }
        catch (ExperimentException fault)
        {
            _warn($"The file '{file.Path}' of '{Path}' was not sent: {fault.Message}");
            return null;
        }
    }

    /// <summary>
    /// Deletes on the server what was deleted here. That it was deleted has to be written down: a file that is merely not in the document (which may be lost,
    /// or damaged, or from a backup) stays on the server.
    /// </summary>
    private async Task DeleteDeletedAsync(List<FileEntry> files, IEnumerable<FileEntry> deleted, CancellationToken cancellationToken)
    {
        var gone = deleted.Select(file => FilePrefix + file.Id).ToHashSet(StringComparer.Ordinal);
        var live = files.Select(file => FilePrefix + file.Id).ToHashSet(StringComparer.Ordinal);
        var paths = files.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        foreach (var (what, value) in Journal.SentBelow(FilePrefix))
        {
            if (!gone.Contains(what) || live.Contains(what) || value is not object?[] noted || noted is not [string content, _, string node])
                continue;
            // One that was replaced under its path has given its node to the new one.
            if (!paths.Contains(content.Split('\n')[0]))
                await FileUploads.DeleteAsync(_server, node, cancellationToken).ConfigureAwait(false);
            await NoteFileAsync(what[FilePrefix.Length..], null, null, null, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task NoteAsync(Action<SendJournal> note, CancellationToken cancellationToken)
    {
        using var held = await FileLock.TakeAsync(Journal.LockPath, cancellationToken).ConfigureAwait(false);
        Journal.Refresh();
        note(Journal);
    }

    /// <summary>
    /// The details of a file. Of one that this folder has sent before, all of them: what is empty here was emptied. Of another, those not empty: the server
    /// may have a file of its path, whose values then stay.
    /// </summary>
    private static FileAnnotations GivenOf(FileEntry file, bool isKnown) => isKnown
        ? new(file.Description ?? string.Empty, file.Tags, file.Bindrs, file.Metadata ?? Json.JsonValues.NewMap())
        : new(file.Description, Given(file.Tags), Given(file.Bindrs), file.Metadata);

    private static string[]? Given(string[] values) => values.Length > 0 ? values : null;

    private static string ContentOf(FileEntry file) => $"{file.Path}\n{file.Checksum}";

    private static string Said(FileEntry file) => Fingerprint(JsonText.Write(FileUploads.Annotations(file)));
}
