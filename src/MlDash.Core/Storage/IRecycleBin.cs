namespace MlDash.Storage;

/// <summary>Keeps removed experiments until they are restored or cleared. A name in it can be used again at once.</summary>
public interface IRecycleBin
{
    /// <summary>Moves an experiment with all it holds into the bin, but no experiment inside its folder.</summary>
    /// <exception cref="ExperimentException"><c>ExperimentNotFound</c>, <c>ExperimentWriteProtected</c>.</exception>
    Task<RecycledExperiment> RecycleAsync(ExperimentPath path, CancellationToken cancellationToken);

    /// <summary>What is in the bin, the last removed first.</summary>
    Task<IReadOnlyList<RecycledExperiment>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Moves an experiment out of the bin.</summary>
    /// <param name="entry">Number of the entry.</param>
    /// <param name="target">Where to; null: to the path it had.</param>
    /// <param name="cancellationToken">Ends the wait for another process that works with the bin.</param>
    /// <exception cref="ExperimentException"><c>RecycledNotFound</c>, <c>ExperimentExists</c>, <c>IllegalPath</c>.</exception>
    Task<ExperimentRecord> RestoreAsync(string entry, ExperimentPath? target, CancellationToken cancellationToken);

    /// <summary>Deletes an experiment in the bin for good.</summary>
    /// <param name="entry">Number of the entry.</param>
    /// <param name="cancellationToken">Ends the wait for another process that works with the bin.</param>
    /// <returns>Bytes freed; 0 when there is no such entry any more.</returns>
    Task<long> ClearAsync(string entry, CancellationToken cancellationToken);
}
