namespace MlDash.Retention;

/// <summary>The rules of the projects of a store, and what they remove.</summary>
public interface IRetention
{
    /// <summary>The projects that have rules, in the order of their names.</summary>
    Task<IReadOnlyList<ProjectRetention>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Gives a project other rules.</summary>
    /// <param name="project">Its name.</param>
    /// <param name="rules">The rules; empty: none any more.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ConfigurationException"><c>IllegalRetention</c>.</exception>
    Task<ProjectRetention> SetAsync(string project, string rules, CancellationToken cancellationToken);

    /// <summary>What goes now, what a run that was killed had begun first. Nothing is changed.</summary>
    /// <param name="project">Name of the project.</param>
    /// <param name="rules">The rules; null: those that it has.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ConfigurationException"><c>IllegalRetention</c>.</exception>
    IAsyncEnumerable<RetentionResult> PlanAsync(string project, string? rules, CancellationToken cancellationToken);

    /// <summary>Removes something of a plan.</summary>
    /// <returns>What was done; not <see cref="RetentionResult.Done"/> when it was gone already.</returns>
    /// <exception cref="ExperimentException"><c>Stale</c>: the experiment was changed since, so that it was left as it is; <c>ExperimentUnsent</c>,
    /// <c>ExperimentWriteProtected</c>, <c>ExperimentRunning</c>.</exception>
    Task<RetentionResult> ApplyAsync(RetentionResult planned, CancellationToken cancellationToken);
}
