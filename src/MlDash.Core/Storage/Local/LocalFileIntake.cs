using MlDash.Json;

namespace MlDash.Storage.Local;

/// <summary>Copies files into an experiment's folder and notes them in its files document, many with one change.</summary>
internal sealed class LocalFileIntake(LocalExperimentStore store, LocalLayout layout) : IFileIntake
{
    /// <summary>Copies that may wait to be noted.</summary>
    private const int MostWaiting = 64;

    private readonly List<FileEntry> _copied = new(MostWaiting);

    /// <summary>Where the bytes of a file lie.</summary>
    /// <exception cref="ExperimentException"><c>IllegalPath</c>, <c>PathEscapesRoot</c>.</exception>
    public static string PlaceOf(LocalLayout layout, FileEntry file) => layout.FilePlace(file.Folder, file.Id, file.Name);

    public async Task<FileEntry> AddAsync(FileUpload upload, CancellationToken cancellationToken)
    {
        if (_copied.Count == MostWaiting)
            await CommitAsync(cancellationToken).ConfigureAwait(false);
        layout.RefuseGone($"The file '{upload.Name}' was not saved");
        var file = await CopyInAsync(Announce(upload, layout.Path, IsThere), upload, cancellationToken).ConfigureAwait(false);
        _copied.Add(file);
        return file;
    }

    public Task CommitAsync(CancellationToken cancellationToken)
    {
        if (_copied.Count == 0)
            return Task.CompletedTask;
        layout.RefuseGone($"{_copied.Count} files were not saved");
        var replaced = store.ChangeFiles(layout.Path, $"Noting {_copied.Count} saved files", document =>
            _copied.Select(document.Put).OfType<FileEntry>().ToList());
        _copied.Clear();
        foreach (var old in replaced)
            RemoveIdFolder(PlaceOf(layout, old));
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync() => await CommitAsync(CancellationToken.None).ConfigureAwait(false);

    /// <summary>What is known of a file before its bytes are read.</summary>
    /// <param name="upload">The file.</param>
    /// <param name="experiment">Where it is saved.</param>
    /// <param name="isThere">Whether a file of this path is there already, which the new one then replaces under its name, whichever tool gave it.</param>
    /// <exception cref="ExperimentException"><c>IllegalPath</c>.</exception>
    public static FileEntry Announce(FileUpload upload, ExperimentPath experiment, Predicate<string>? isThere = null)
    {
        var path = string.Join('/', new[] { upload.Folder.Trim('/'), upload.Name.Trim('/') }.Where(part => part.Length > 0));
        var logical = Segments(path, isThere);
        return new FileEntry
        {
            Id = FileId.Next(),
            ExperimentPath = experiment,
            Folder = string.Join('/', logical[..^1]),
            Name = logical[^1],
            Description = upload.Annotations.Description,
            Tags = upload.Annotations.Tags ?? [],
            Bindrs = upload.Annotations.Bindrs ?? [],
            Metadata = upload.Annotations.Metadata is { } metadata ? Plain.Copy(metadata) : null,
            ContentType = upload.ContentType ?? ContentTypes.Of(logical[^1]),
            UploadedAt = DateTimeOffset.UtcNow,
        };
    }

    private async Task<FileEntry> CopyInAsync(FileEntry file, FileUpload upload, CancellationToken cancellationToken)
    {
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

    private static void RemoveIdFolder(string place)
    {
        var folder = Path.GetDirectoryName(place)!;
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}
