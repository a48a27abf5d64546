using MlDash.Files;

namespace MlDash.Storage;

/// <summary>
/// Files that lie in the folders above experiments, such as a README.md or a .dashrc, and the writing of such texts, also into experiments.
/// </summary>
/// <remarks>A folder is named by its path under the root, or by owner, project and folders on a server; null is the root, or all of the server.</remarks>
public interface IFolderFiles
{
    /// <summary>The files of a folder itself in the order of their names, none of the folders below it; empty when there is no such folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="most">The most files that are returned.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<IReadOnlyList<FolderFile>> FindAsync(ExperimentPath? folder, int most, CancellationToken cancellationToken);

    /// <summary>A file of a folder; null when there is none.</summary>
    Task<FolderFile?> GetAsync(ExperimentPath? folder, string name, CancellationToken cancellationToken);

    /// <summary>Opens the bytes of a file for reading.</summary>
    /// <exception cref="MlDashException"><c>FileNotFound</c>.</exception>
    Task<Stream> OpenAsync(FolderFile file, CancellationToken cancellationToken);

    /// <summary>
    /// Puts a small file into a folder or, where an experiment has this path, into the experiment. What is there is replaced by one step, so that a reader
    /// sees the old file or the new one.
    /// </summary>
    /// <param name="folder">The folder or experiment; it is there already.</param>
    /// <param name="name">The name of the file; in an experiment it may lie in folders.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="version">The checksum of the file that is replaced; null: there is none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The checksum of the file from now on.</returns>
    /// <exception cref="ExperimentException">
    /// <c>Stale</c>: the file is another one; <c>FolderNotFound</c>, <c>IllegalPath</c>, <c>ExperimentWriteProtected</c>, <c>ReadOnly</c>.
    /// </exception>
    Task<string> WriteAsync(ExperimentPath? folder, string name, ReadOnlyMemory<byte> content, string? version, CancellationToken cancellationToken);
}
