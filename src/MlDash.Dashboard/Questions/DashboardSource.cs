using MlDash.Comparing;
using MlDash.Files;
using MlDash.Storage;

namespace MlDash.Dashboard.Questions;

/// <summary>What a page shows experiments of: a folder, or a server.</summary>
public sealed class DashboardSource
{
    /// <param name="title">What it is called on the page: a path, or an address without anything secret.</param>
    /// <param name="reader">Reads its experiments; it is used by this source alone.</param>
    /// <param name="scope">Which experiments.</param>
    /// <param name="clock">What tells the time; the system's when absent.</param>
    public DashboardSource(string title, IExperimentReader reader, ExperimentQuery scope, TimeProvider? clock = null)
        : this(title, reader, new RunTable(reader, scope, clock)) => Clock = clock ?? TimeProvider.System;

    /// <param name="title">What it is called on the page: a path, or an address without anything secret.</param>
    /// <param name="reader">Reads its experiments, those alone that the user may see.</param>
    /// <param name="runs">Its experiments with their facts; whoever asks for them may see them all. Several sources may share it.</param>
    public DashboardSource(string title, IExperimentReader reader, IRunTable runs) => (Title, Reader, Runs) = (title, reader, runs);

    /// <summary>What it is called on the page.</summary>
    public string Title { get; }

    /// <summary>What tells the time.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Whether a request leads to its experiments: then open ones are as old as the table, which is one request for all of them.</summary>
    public bool IsFar { get; init; }

    /// <summary>Changes its experiments; null where nothing does.</summary>
    public IExperimentUpdater? Updater { get; init; }

    /// <summary>The files of its folders; null where folders have none.</summary>
    public IFolderFiles? Folders { get; init; }

    /// <summary>Reads its experiments.</summary>
    internal IExperimentReader Reader { get; }

    /// <summary>Its experiments with their facts.</summary>
    internal IRunTable Runs { get; }

    /// <summary>An experiment.</summary>
    /// <exception cref="ExperimentException"><c>ExperimentNotFound</c>.</exception>
    internal async Task<ExperimentRecord> RequireAsync(ExperimentPath path, CancellationToken cancellationToken) =>
        await Reader.GetAsync(path, cancellationToken).ConfigureAwait(false) ?? throw Missing.Experiment(path);

    /// <summary>Makes sure that a folder leads to experiments: no other one is looked into.</summary>
    /// <exception cref="ExperimentException"><c>FolderNotFound</c>.</exception>
    internal async Task RequireFolderAsync(ExperimentPath? folder, CancellationToken cancellationToken)
    {
        if (folder is null)
            return;
        var table = await Runs.ReadAllAsync(cancellationToken).ConfigureAwait(false);
        if (!table.Runs.Keys.Any(run => run.LiesUnder(folder)))
            throw FileErrors.NoFolder(folder);
    }
}
