namespace MlDash.Storage;

/// <summary>Changes and deletes what is recorded. Every call is one atomic change.</summary>
public interface IExperimentKeeper
{
    /// <summary>Changes the details of an experiment.</summary>
    /// <exception cref="ExperimentException"><c>ExperimentNotFound</c>, <c>ExperimentWriteProtected</c>.</exception>
    Task<ExperimentRecord> UpdateAsync(ExperimentPath path, ExperimentChange change, CancellationToken cancellationToken);

    /// <summary>Deletes an experiment and all it holds, but no experiment inside its folder.</summary>
    /// <returns>Bytes freed.</returns>
    /// <exception cref="ExperimentException"><c>ExperimentNotFound</c>, <c>ExperimentWriteProtected</c>.</exception>
    Task<long> DeleteAsync(ExperimentPath path, CancellationToken cancellationToken);

    /// <summary>Changes the details of a file.</summary>
    /// <exception cref="ExperimentException"><c>FileNotFound</c>.</exception>
    Task<FileEntry> UpdateFileAsync(FileEntry file, FileAnnotations change, CancellationToken cancellationToken);

    /// <summary>Deletes a file.</summary>
    /// <exception cref="ExperimentException"><c>FileNotFound</c>.</exception>
    Task DeleteFileAsync(FileEntry file, CancellationToken cancellationToken);
}
