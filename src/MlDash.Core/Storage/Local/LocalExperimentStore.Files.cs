namespace MlDash.Storage.Local;

/// <content>Files.</content>
public sealed partial class LocalExperimentStore
{
    /// <inheritdoc />
    public IAsyncEnumerable<FileEntry> FindFilesAsync(ExperimentPath path, FileQuery query, CancellationToken cancellationToken) =>
        FilesDocument.Read(Layout(path)).Files.Where(query.Matches).ToAsync(cancellationToken);

    /// <inheritdoc />
    public IFileIntake OpenIntake(ExperimentPath path) => new LocalFileIntake(this, Layout(path));

    /// <inheritdoc />
    public Task<Stream> OpenFileAsync(FileEntry file, CancellationToken cancellationToken)
    {
        var place = LocalFileIntake.PlaceOf(Layout(file.ExperimentPath), file);
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
        Task.FromResult(ChangeFiles(file.ExperimentPath, $"Changing '{file.Path}'", document => document.Change(file, change)));

    /// <inheritdoc />
    public Task DeleteFileAsync(FileEntry file, CancellationToken cancellationToken) =>
        Task.FromResult(ChangeFiles(file.ExperimentPath, $"Removing '{file.Path}'", document =>
        {
            document.Delete(file);
            return file;
        }));

    /// <summary>Reads the entries, changes them and writes them back, under their lock.</summary>
    internal T ChangeFiles<T>(ExperimentPath path, string what, Func<FilesDocument, T> change) => DiskFaults.Translate(what, () =>
    {
        var layout = Layout(path);
        using var held = FileLock.Take(layout.FilesLock);
        var document = FilesDocument.ReadToChange(layout, Warnings.Enqueue);
        var result = change(document);
        document.Save();
        return result;
    });
}
