namespace MlDash.Storage;

/// <summary>Opens experiments for recording.</summary>
public interface IExperimentRecorder
{
    /// <summary>The path that the experiment gets which a user calls by this path.</summary>
    /// <param name="path">As the user wrote it.</param>
    /// <param name="project">The project given; null: as the path says.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<ExperimentPath> PlaceAsync(ExperimentPath path, string? project, CancellationToken cancellationToken) => Task.FromResult(path);

    /// <summary>Creates the experiment, or continues the existing one, and adds a new run.</summary>
    /// <exception cref="ExperimentException"><c>ExperimentWriteProtected</c>, <c>IllegalPath</c>.</exception>
    Task<IOpenRecording> OpenAsync(ExperimentPath path, string? project, ExperimentChange change, ExperimentRun run, CancellationToken cancellationToken);
}
