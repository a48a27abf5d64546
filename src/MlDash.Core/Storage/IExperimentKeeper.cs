namespace MlDash.Storage;

/// <summary>Changes and deletes what is recorded. Every call is one atomic change.</summary>
public interface IExperimentKeeper : IExperimentUpdater
{
    /// <summary>Deletes an experiment and all it holds, but no experiment inside its folder.</summary>
    /// <returns>Bytes freed; 0 where a recycle bin of the server keeps them.</returns>
    /// <exception cref="ExperimentException"><c>ExperimentNotFound</c>, <c>ExperimentWriteProtected</c>.</exception>
    Task<long> DeleteAsync(ExperimentPath path, CancellationToken cancellationToken);

    /// <summary>
    /// Gives an experiment another path. All it holds and its id stay; experiments inside its folder would lose theirs, so there must be none.
    /// </summary>
    /// <exception cref="ExperimentException">
    /// <c>ExperimentNotFound</c>, <c>ExperimentWriteProtected</c>, <c>ExperimentRunning</c>, <c>ExperimentExists</c>, <c>ExperimentsInside</c>,
    /// <c>IllegalPath</c>;
    /// <c>NotSupportedOnServer</c> where a server cannot do it.
    /// </exception>
    Task<ExperimentRecord> RenameAsync(ExperimentPath path, ExperimentPath target, CancellationToken cancellationToken);

    /// <summary>Makes an experiment with an id of its own that holds the same as another one.</summary>
    /// <exception cref="ExperimentException">
    /// <c>ExperimentNotFound</c>, <c>ExperimentRunning</c>, <c>ExperimentExists</c>, <c>ExperimentsInside</c>, <c>IllegalPath</c>; <c>NotSupportedOnServer</c>
    /// where a server cannot do it.
    /// </exception>
    Task<ExperimentRecord> CopyAsync(ExperimentPath path, ExperimentPath target, CancellationToken cancellationToken);

    /// <summary>Changes the details of a track: given values replace, null ones stay.</summary>
    /// <exception cref="ExperimentException">
    /// <c>TrackNotFound</c>, <c>ExperimentNotFound</c>, <c>ExperimentWriteProtected</c>; <c>ExperimentRunning</c>: a recording writes them itself.
    /// </exception>
    Task<TrackInfo> UpdateTrackAsync(ExperimentPath path, string topic, SeriesDescription change, CancellationToken cancellationToken);

    /// <summary>Changes the details of a file.</summary>
    /// <exception cref="ExperimentException"><c>FileNotFound</c>.</exception>
    Task<FileEntry> UpdateFileAsync(FileEntry file, FileAnnotations change, CancellationToken cancellationToken);

    /// <summary>Deletes a file.</summary>
    /// <exception cref="ExperimentException"><c>FileNotFound</c>.</exception>
    Task DeleteFileAsync(FileEntry file, CancellationToken cancellationToken);
}
