using System.Runtime.CompilerServices;
using MlDash.Json;

namespace MlDash.Storage.Local;

/// <content>Files.</content>
public sealed partial class LocalExperimentStore
{
    /// <summary>Entries noted with one change of the metadata, when many files are saved in a row.</summary>
    private const int EntriesACommit = 64;

    /// <inheritdoc />
    public IAsyncEnumerable<FileEntry> FindFilesAsync(ExperimentPath path, FileQuery query, CancellationToken cancellationToken) =>
        Streamed(FilesDocument.Read(Layout(path)).Files.Where(query.Matches), cancellationToken);

    /// <inheritdoc />
    public async IAsyncEnumerable<FileEntry> SaveFilesAsync(
        ExperimentPath path, IAsyncEnumerable<FileUpload> uploads, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var layout = Layout(path);
        var copied = new List<FileEntry>(EntriesACommit);
        try
        {
            await foreach (var upload in uploads.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                copied.Add(await CopyInAsync(layout, upload, cancellationToken).ConfigureAwait(false));
                if (copied.Count < EntriesACommit)
                    continue;
                Commit(layout, copied);
                foreach (var file in copied)
                    yield return file;
                copied.Clear();
            }
        }
        finally
        {
            // Also when a later upload failed or the caller stopped: what was copied is kept.
            Commit(layout, copied);
        }

        foreach (var file in copied)
            yield return file;
    }

    /// <inheritdoc />
    public Task<Stream> OpenFileAsync(FileEntry file, CancellationToken cancellationToken)
    {
        var place = PlaceOf(Layout(file.Experiment), file);
        try
        {
            return Task.FromResult<Stream>(new FileStream(place, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1, FileOptions.SequentialScan));
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new StorageException(
                "FileContentMissing",
                $"The bytes of '{file.Path}' were expected in '{place}', found nothing.",
                "Save the file again, or remove its entry with Remove-MlDashFile.",
                missing)
            { Target = file };
        }
    }

    /// <inheritdoc />
    public Task<FileEntry> UpdateFileAsync(FileEntry file, FileAnnotations change, CancellationToken cancellationToken) =>
        Task.FromResult(ChangeFiles(file.Experiment, $"Changing '{file.Path}'", document => document.Change(file, change)));

    /// <inheritdoc />
    public Task DeleteFileAsync(FileEntry file, CancellationToken cancellationToken) =>
        Task.FromResult(ChangeFiles(file.Experiment, $"Removing '{file.Path}'", document =>
        {
            document.Delete(file);
            return file;
        }));

    private T ChangeFiles<T>(ExperimentPath path, string what, Func<FilesDocument, T> change) => DiskFaults.Translate(what, () =>
    {
        var layout = Layout(path);
        using var held = FileLock.Take(layout.FilesLock);
        var document = FilesDocument.ReadToChange(layout, Warnings.Enqueue);
        var result = change(document);
        document.Save();
        return result;
    });

    private static string PlaceOf(LocalLayout layout, FileEntry file) => PathRules.Join(layout.FilesFolder, FileSegments(file.Folder, file.Id, file.Name));

    private static string[] FileSegments(params string[] parts) =>
        [.. parts.Where(part => part.Length > 0).SelectMany(part => PathRules.Split(part, "file path"))];

    private static async Task<FileEntry> CopyInAsync(LocalLayout layout, FileUpload upload, CancellationToken cancellationToken)
    {
        var logical = FileSegments(upload.Folder, upload.Name);
        var file = new FileEntry
        {
            Id = FileId.Next(),
            Experiment = layout.Path,
            Folder = string.Join('/', logical[..^1]),
            Name = logical[^1],
            Description = upload.Annotations.Description,
            Tags = upload.Annotations.Tags ?? [],
            Bindrs = upload.Annotations.Bindrs ?? [],
            Metadata = upload.Annotations.Metadata is { } metadata ? Plain.Copy(metadata) : null,
            ContentType = upload.ContentType ?? ContentTypes.Of(logical[^1]),
            UploadedAt = DateTimeOffset.UtcNow,
        };
        var place = PlaceOf(layout, file);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            long length;
            string checksum;
            await using (var target = new FileStream(place, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                await using var source = upload.Open();
                (length, checksum) = await HashingCopy.CopyAsync(source, target, upload.Progress, cancellationToken).ConfigureAwait(false);
            }

            if (upload.LastWriteTimeUtc is { } written)
                File.SetLastWriteTimeUtc(place, written);
            return file with { Length = length, Checksum = checksum, UpdatedAt = DateTimeOffset.UtcNow };
        }
        catch (Exception fault)
        {
            RemoveIdFolder(place);
            if (fault is IOException or UnauthorizedAccessException)
                throw DiskFaults.Explain($"Saving '{file.Path}'", fault);
            throw;
        }
    }

    private void Commit(LocalLayout layout, List<FileEntry> copied)
    {
        if (copied.Count == 0)
            return;
        var replaced = ChangeFiles(layout.Path, $"Noting {copied.Count} saved files", document =>
            copied.Select(document.Put).OfType<FileEntry>().ToList());
        foreach (var old in replaced)
            RemoveIdFolder(PlaceOf(layout, old));
    }

    private static void RemoveIdFolder(string place)
    {
        var folder = Path.GetDirectoryName(place)!;
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}
