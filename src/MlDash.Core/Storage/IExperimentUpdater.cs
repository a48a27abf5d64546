namespace MlDash.Storage;

/// <summary>Changes the details of experiments.</summary>
public interface IExperimentUpdater
{
    /// <summary>Changes the details of an experiment.</summary>
    /// <exception cref="ExperimentException"><c>ExperimentNotFound</c>, <c>ExperimentWriteProtected</c>, <c>ExperimentRunning</c>, <c>Stale</c>.</exception>
    Task<ExperimentRecord> UpdateAsync(ExperimentPath path, ExperimentChange change, CancellationToken cancellationToken);
}
