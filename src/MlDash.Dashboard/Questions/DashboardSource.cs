using MlDash.Comparing;
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
    {
        Title = title;
        Reader = reader;
        Clock = clock ?? TimeProvider.System;
        Runs = new(reader, scope, clock);
    }

    /// <summary>What it is called on the page.</summary>
    public string Title { get; }

    /// <summary>What tells the time.</summary>
    internal TimeProvider Clock { get; }

    /// <summary>Reads its experiments.</summary>
    internal IExperimentReader Reader { get; }

    /// <summary>Its experiments with their facts.</summary>
    internal RunTable Runs { get; }

    /// <summary>An experiment.</summary>
    /// <exception cref="ExperimentException"><c>ExperimentNotFound</c>.</exception>
    internal async Task<ExperimentRecord> RequireAsync(ExperimentPath path, CancellationToken cancellationToken) =>
        await Reader.GetAsync(path, cancellationToken).ConfigureAwait(false) ?? throw Missing.Experiment(path);
}
