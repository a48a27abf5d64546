using MlDash.Client;
using MlDash.Files;
using MlDash.Storage.Outgoing;

namespace MlDash.Storage.Transfer;

/// <content>The files.</content>
internal sealed partial class ExperimentReceiver
{
    private async Task ReceiveFilesAsync(ParallelOptions together, CancellationToken cancellationToken)
    {
        var files = new List<(FileEntry File, string Place)>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var found in _store.FindFilesAsync(_record.Path, new FileQuery(), cancellationToken).ConfigureAwait(false))
        {
            var file = new FileEntry(found) { ExperimentPath = _layout.Path };
            if (_additions.Files.Contains(file.Path))
                WarnOfAddition($"the file '{file.Path}'", "it was saved, changed or deleted here, and that was not sent");
            else if (!names.Add(file.Path))
                _warn($"The file '{file.Path}' with the id {file.Id} was not received: another file of '{_record.Path}' has the same path.");
            else if (_places.File(file) is { } place)
                files.Add((file, place));
        }

        var gone = new System.Collections.Concurrent.ConcurrentBag<FileEntry>();
        await Parallel.ForEachAsync(files, together, async (file, token) =>
        {
            try
            {
                await ReceiveFileAsync(file.File, file.Place, token).ConfigureAwait(false);
            }
            catch (ExperimentException deleted) when (deleted.ErrorId == "FileNotFound")
            {
                gone.Add(file.File);
                _warn($"The file '{file.File.Path}' was not received: the server lists it, but no longer has it.");
            }
        }).ConfigureAwait(false);
        var received = files.Select(file => file.File).Except(gone).ToList();
        foreach (var left in _writer.ListFiles(received))
            WarnOfAddition($"the file '{left.Path}'", "it was saved, changed or deleted here at the same time");
    }

    private async Task ReceiveFileAsync(FileEntry file, string place, CancellationToken cancellationToken)
    {
        if (file.Checksum.Length > 0 && File.Exists(place) && await HashAsync(place, cancellationToken).ConfigureAwait(false) == file.Checksum)
            return;
        await WholeFile.WriteAsync(place, overwrite: true, async copy =>
        {
            await using var source = await _store.OpenFileAsync(file, cancellationToken).ConfigureAwait(false);
            var (length, checksum) = await HashingCopy.CopyAsync(source, copy, null, cancellationToken).ConfigureAwait(false);
            if (file.Checksum.Length > 0 && checksum != file.Checksum)
                throw FileErrors.ChecksumMismatch(file, checksum);
            // Without a checksum at least the length shows that a file was cut off.
            if (file.Checksum.Length == 0 && length != file.Length)
                throw ServerFaults.Missing(_server.Address, $"the file '{file.Path}', in bytes,", file.Length, length);
        }).ConfigureAwait(false);
        Count(counts => new TransferCounts(counts) { Files = counts.Files + 1, Bytes = counts.Bytes + file.Length });
    }

    private static async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexString(await System.Security.Cryptography.SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false)).ToLowerInvariant();
    }
}
