using MlDash.Files;
using MlDash.Storage;

namespace MlDash;

/// <summary>The files of an experiment.</summary>
public sealed class ExperimentFiles
{
    private readonly Experiment _experiment;

    internal ExperimentFiles(Experiment experiment) => _experiment = experiment;

    /// <summary>Begins to keep files.</summary>
    /// <exception cref="ExperimentException">The experiment is not open or is write-protected.</exception>
    public IFileIntake OpenIntake() => _experiment.Writable().OpenIntake();

    /// <summary>Keeps one file; one of the same folder and name is replaced.</summary>
    /// <exception cref="ExperimentException">The experiment is not open or is write-protected; a name is illegal.</exception>
    /// <exception cref="StorageException">The disk; nothing of the file is kept.</exception>
    public async Task<FileEntry> SaveAsync(FileUpload upload, CancellationToken cancellationToken = default)
    {
        await using var intake = OpenIntake();
        var saved = await intake.AddAsync(upload, cancellationToken).ConfigureAwait(false);
        var listed = await intake.CommitAsync(cancellationToken).ConfigureAwait(false);
        return new FileEntry(listed.FirstOrDefault(file => file.Id == saved.Id) ?? saved) { Experiment = new ExperimentLink(_experiment) };
    }

    /// <summary>Live files that match.</summary>
    public IAsyncEnumerable<FileEntry> FindAsync(FileQuery query, CancellationToken cancellationToken = default) =>
        OwnedAsync(_experiment.Store.Reader.FindFilesAsync(_experiment.Stored.Path, query, cancellationToken));

    /// <summary>
    /// The file of a path, or of an id; when no file has the whole path, the first whose bare name it is. Null when there is none.
    /// </summary>
    public async Task<FileEntry?> GetAsync(string pathOrId, CancellationToken cancellationToken = default)
    {
        var wanted = pathOrId.Trim('/');
        FileEntry? byName = null;
        await foreach (var file in FindAsync(new FileQuery(), cancellationToken).ConfigureAwait(false))
        {
            if (file.Path == wanted || file.Id == wanted)
                return file;
            if (file.Name == wanted)
                byName ??= file;
        }

        return byName;
    }

    /// <summary>Changes the details of a file.</summary>
    public async Task<FileEntry> UpdateAsync(FileEntry file, FileAnnotations change, CancellationToken cancellationToken = default)
    {
        _experiment.RefuseProtected();
        var changed = await _experiment.Keeper.UpdateFileAsync(file, change, cancellationToken).ConfigureAwait(false);
        return new FileEntry(changed) { Experiment = new ExperimentLink(_experiment) };
    }

    /// <summary>Deletes a file.</summary>
    public Task DeleteAsync(FileEntry file, CancellationToken cancellationToken = default)
    {
        _experiment.RefuseProtected();
        return _experiment.Keeper.DeleteFileAsync(file, cancellationToken);
    }

    /// <summary>Opens the bytes for reading; they are not verified.</summary>
    public Task<Stream> OpenAsync(FileEntry file, CancellationToken cancellationToken =
        default) => _experiment.Store.Reader.OpenFileAsync(file, cancellationToken);

    /// <summary>Opens the bytes for reading from front to end; they are verified when the end is reached.</summary>
    public async Task<Stream> OpenVerifiedAsync(FileEntry file, CancellationToken cancellationToken = default) =>
        new VerifyingStream(file, await OpenAsync(file, cancellationToken).ConfigureAwait(false));

    /// <summary>Copies the bytes out and verifies them.</summary>
    /// <param name="file">The file.</param>
    /// <param name="target">Full path of the copy; what is there is replaced only once the bytes are verified.</param>
    /// <param name="overwrite">Whether something may be there.</param>
    /// <param name="progress">Told the bytes copied so far.</param>
    /// <param name="cancellationToken">Ends the copy; nothing is left of it.</param>
    /// <exception cref="StorageException"><c>ChecksumMismatch</c>, <c>FileExists</c>, or the disk; nothing is left of the copy.</exception>
    public Task ReceiveAsync(FileEntry file, string target, bool overwrite, IProgress<long>? progress = null, CancellationToken cancellationToken = default) =>
        WholeFile.WriteAsync(target, overwrite, async copy =>
        {
            await using var source = await OpenAsync(file, cancellationToken).ConfigureAwait(false);
            var (_, checksum) = await HashingCopy.CopyAsync(source, copy, progress, cancellationToken).ConfigureAwait(false);
            if (file.Checksum.Length > 0 && checksum != file.Checksum)
                throw FileErrors.ChecksumMismatch(file, checksum);
        });

    /// <summary>All bytes of a file, verified.</summary>
    /// <exception cref="StorageException"><c>ChecksumMismatch</c>, <c>FileContentMissing</c>.</exception>
    public async Task<byte[]> ReadAsync(FileEntry file, CancellationToken cancellationToken = default)
    {
        await using var source = await OpenAsync(file, cancellationToken).ConfigureAwait(false);
        using var content = new MemoryStream();
        var (_, checksum) = await HashingCopy.CopyAsync(source, content, null, cancellationToken).ConfigureAwait(false);
        return file.Checksum.Length == 0 || checksum == file.Checksum ? content.ToArray() : throw FileErrors.ChecksumMismatch(file, checksum);
    }

    /// <summary>Keeps a copy of a file under another path of the same experiment.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">Path of the copy inside the experiment.</param>
    /// <param name="progress">Told the bytes copied so far.</param>
    /// <param name="cancellationToken">Ends the copy; nothing is left of it.</param>
    public async Task<FileEntry> CopyAsync(FileEntry file, string path, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        var target = path.Trim('/');
        var slash = target.LastIndexOf('/');
        var source = await OpenAsync(file, cancellationToken).ConfigureAwait(false);
        var upload = new FileUpload
        {
            Folder = slash < 0 ? string.Empty : target[..slash],
            Name = target[(slash + 1)..],
            Open = () => source,
            CanReopen = false,
            Progress = progress,
            ContentType = file.ContentType,
            Annotations = new FileAnnotations(file.Description, file.Tags, file.Bindrs, file.Metadata),
        };
        return await SaveAsync(upload, cancellationToken).ConfigureAwait(false);
    }

    private async IAsyncEnumerable<FileEntry> OwnedAsync(IAsyncEnumerable<FileEntry> files)
    {
        await foreach (var file in files.ConfigureAwait(false))
            yield return new FileEntry(file) { Experiment = new ExperimentLink(_experiment) };
    }
}
