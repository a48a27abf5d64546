using MlDash.Errors;
using MlDash.Experiments;
using MlDash.Files;
using MlDash.Ids;
using MlDash.Json;

namespace MlDash.Storage.Local;

/// <summary>Copies files into an experiment's folder and notes them in its files document, many with one change.</summary>
/// <param name="store">The experiments.</param>
/// <param name="layout">The one that gets the files.</param>
/// <param name="check">Sees what is listed before anything is noted, and throws where that must not be replaced.</param>
internal sealed class LocalFileIntake(LocalExperimentStore store, LocalLayout layout, Action<FilesDocument>? check = null) : IFileIntake
{
    /// <summary>Copies that may wait to be noted.</summary>
    private const int MostWaiting = 64;

    /// <summary>What a file is called inside its id folder until all its bytes are there.</summary>
    public const string Arriving = ".mldash-arriving";

    private readonly List<(FileEntry File, FileAnnotations Given)> _copied = new(MostWaiting);

    /// <summary>Where the bytes of a file lie.</summary>
    /// <exception cref="ExperimentException"><c>IllegalPath</c>, <c>PathEscapesRoot</c>.</exception>
    /// <exception cref="StorageException"><c>FileContentMissing</c>: its entry names no folder.</exception>
    public static string PlaceOf(LocalLayout layout, FileEntry file)
    {
        if (file.Id.Length == 0 || file.Id.Contains('/', StringComparison.Ordinal))
        {
            throw new StorageException(
                "FileContentMissing",
                $"The entry of '{file.Path}' in '{layout.FilesMetadata}' should name the folder of its bytes, but its id is '{file.Id}'.",
                "Save the file again, or remove its entry with Remove-MlDashFile.")
            { Category = FaultCategory.ObjectNotFound, Target = file };
        }

        return layout.FilePlace(file.Folder, file.Id, file.Name);
    }

    public async Task<FileEntry> AddAsync(FileUpload upload, CancellationToken cancellationToken)
    {
        if (_copied.Count == MostWaiting)
            await CommitAsync(cancellationToken).ConfigureAwait(false);
        layout.RefuseGone($"The file '{upload.Name}' was not saved");
        var file = await CopyInAsync(Announce(upload, layout.Path, store.Clock, IsThere), upload, cancellationToken).ConfigureAwait(false);
        _copied.Add((file, upload.Annotations));
        return file;
    }

    public Task<IReadOnlyList<FileEntry>> CommitAsync(CancellationToken cancellationToken)
    {
        if (_copied.Count == 0)
            return Task.FromResult<IReadOnlyList<FileEntry>>([]);
        layout.RefuseGone($"{_copied.Count} files were not saved");
        var ids = _copied.Select(copied => copied.File.Id).ToHashSet(StringComparer.Ordinal);
        var listed = store.ChangeFiles(layout.Path, $"Listing {_copied.Count} saved files", Note, ids);
        _copied.Clear();
        foreach (var (_, replaced) in listed)
        {
            if (replaced is not null && FileId.IsId(replaced.Id))
                Remove(PlaceOf(layout, replaced));
        }

        return Task.FromResult<IReadOnlyList<FileEntry>>(listed.ConvertAll(put => put.Noted));
    }

    public async ValueTask DisposeAsync() => await CommitAsync(CancellationToken.None).ConfigureAwait(false);

    /// <summary>The details of a file before its bytes are read.</summary>
    /// <param name="upload">The file.</param>
    /// <param name="experiment">Where it is saved.</param>
    /// <param name="clock">The clock that dates it.</param>
    /// <param name="isThere">Whether a file of this path is there already, which the new one then replaces under its name, whichever tool gave it.</param>
    /// <exception cref="ExperimentException"><c>IllegalPath</c>.</exception>
    public static FileEntry Announce(FileUpload upload, ExperimentPath experiment, TimeProvider clock, Predicate<string>? isThere = null)
    {
        var path = string.Join('/', new[] { upload.Folder.Trim('/'), upload.Name.Trim('/') }.Where(part => part.Length > 0));
        var logical = Segments(path, isThere);
        return new FileEntry
        {
            Id = FileId.Next(clock),
            ExperimentPath = experiment,
            Folder = string.Join('/', logical[..^1]),
            Name = logical[^1],
            Description = upload.Annotations.Description,
            Tags = upload.Annotations.Tags ?? [],
            Bindrs = upload.Annotations.Bindrs ?? [],
            Metadata = upload.Annotations.Metadata is { } metadata ? Plain.Copy(metadata) : null,
            ContentType = upload.ContentType ?? ContentTypes.Of(logical[^1]),
            UploadedAt = clock.GetUtcNow(),
        };
    }

    private List<(FileEntry Noted, FileEntry? Replaced)> Note(FilesDocument document)
    {
        try
        {
            check?.Invoke(document);
        }
        catch
        {
            foreach (var (file, _) in _copied)
                Remove(PlaceOf(layout, file));
            _copied.Clear();
            throw;
        }

        return _copied.ConvertAll(copied => document.Put(copied.File, store.Clock.GetUtcNow(), copied.Given));
    }

    private async Task<FileEntry> CopyInAsync(FileEntry file, FileUpload upload, CancellationToken cancellationToken)
    {
        var place = PlaceOf(layout, file);
        ExperimentPlace.RefuseTooLong(place, file.Path, "file path");
        var folder = Path.GetDirectoryName(place)!;
        var arriving = Path.Combine(folder, Arriving);
        try
        {
            await using var source = SourceFile.Watch(upload, file.Path);
            Directory.CreateDirectory(folder);
            long length;
            string checksum;
            await using (var target = new FileStream(arriving, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                (length, checksum) = await HashingCopy.CopyAsync(source, target, upload.Progress, cancellationToken).ConfigureAwait(false);
                if (store.IsDurable(layout.Path))
                    RandomAccess.FlushToDisk(target.SafeFileHandle);
            }

            if (upload.LastWriteTimeUtc is { } written)
                File.SetLastWriteTimeUtc(arriving, written);
            DiskChanges.Move(arriving, place);
            if (store.IsDurable(layout.Path))
                DiskSync.FoldersUpTo(layout.FilesFolder, folder);
            return new FileEntry(file) { Length = length, Checksum = checksum, UpdatedAt = store.Clock.GetUtcNow() };
        }
        catch (Exception fault)
        {
            Remove(arriving);
            if (fault is IOException or UnauthorizedAccessException)
                throw DiskFaults.Explain($"Saving '{file.Path}'", fault);
            throw;
        }
    }

    private static string[] Segments(string path, Predicate<string>? isThere)
    {
        try
        {
            return PathRules.SplitFile(path);
        }
        catch (ExperimentException) when (isThere?.Invoke(path) == true)
        {
            return path.Split('/');
        }
    }

    private bool IsThere(string path) => FilesDocument.Read(layout).Files.Any(file => file.Path == path);

    /// <summary>Removes one file, and its id folder when nothing else lies there: what an entry says never removes more than it names.</summary>
    public static void Remove(string place)
    {
        var folder = Path.GetDirectoryName(place)!;
        if (!Directory.Exists(folder))
            return;
        DiskChanges.Delete(place);
        if (!Directory.EnumerateFileSystemEntries(folder).Any())
            DiskChanges.DeleteFolder(folder);
    }
}
