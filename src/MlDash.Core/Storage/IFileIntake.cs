namespace MlDash.Storage;

/// <summary>
/// Takes files in, one after the other; one of the same folder and name is replaced. Each is read once, in constant memory.
/// Readers see a file after the next <see cref="CommitAsync"/>; disposing commits too. Not for two callers at once.
/// </summary>
public interface IFileIntake : IAsyncDisposable
{
    /// <summary>Copies the bytes of a file in.</summary>
    /// <exception cref="StorageException">The disk; nothing of this file is kept.</exception>
    /// <exception cref="ExperimentException"><c>IllegalPath</c>.</exception>
    Task<FileEntry> AddAsync(FileUpload upload, CancellationToken cancellationToken);

    /// <summary>Makes what was added known to readers.</summary>
    /// <returns>Files that were listed by this call, as they are listed: what is not given with a file that replaces one stays as it was.</returns>
    Task<IReadOnlyList<FileEntry>> CommitAsync(CancellationToken cancellationToken);
}
