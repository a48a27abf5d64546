namespace MlDash.Comparing;

/// <summary>A table of runs, wherever it is kept: one that several users share is answered through a table of each one's own.</summary>
public interface IRunTable
{
    /// <summary>What could not be read at the last look, each once.</summary>
    IReadOnlyList<string> Warnings { get; }

    /// <summary>A page of the table.</summary>
    /// <param name="query">Which one.</param>
    /// <param name="cancellationToken">Ends the waiting of this caller, and the look that it waits for when nobody else does.</param>
    /// <exception cref="ConfigurationException"><c>IllegalCursor</c>.</exception>
    Task<RunTablePage> ReadAsync(RunTableQuery query, CancellationToken cancellationToken);

    /// <summary>All runs of the table, as old as <see cref="RunTable"/> says at most.</summary>
    /// <param name="cancellationToken">Ends the waiting of this caller, and the look that it waits for when nobody else does.</param>
    Task<RunTableContent> ReadAllAsync(CancellationToken cancellationToken);
}
