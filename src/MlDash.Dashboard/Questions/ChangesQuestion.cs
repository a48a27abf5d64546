using MlDash.Experiments;

namespace MlDash.Dashboard.Questions;

/// <summary>
/// Which of some experiments have changed since an answer before. The answer is all in its cursor: any server that sees the same experiments can continue
/// from there.
/// </summary>
/// <param name="Paths">The experiments.</param>
/// <param name="Since">The cursor of the answer before; null: all of them have changed.</param>
public sealed record ChangesQuestion(IReadOnlyList<ExperimentPath> Paths, string? Since)
{
    private const int AtOnce = 8;

    // Of an entry, only where the ones behind it begin is needed.
    private static readonly LogQuery _lastEntry = new() { Last = 1 };

    /// <summary>Asks it.</summary>
    /// <exception cref="ConfigurationException"><c>TooManyPaths</c>, <c>IllegalCursor</c>.</exception>
    public async Task<ChangesAnswer> AskAsync(DashboardSource source, CancellationToken cancellationToken)
    {
        QuestionLimits.RefuseMore(Paths, QuestionLimits.Changes);
        var (known, standing) = (ChangesCursor.Parse(Since), new ChangesCursor());
        var table = await source.Runs.ReadAllAsync(cancellationToken).ConfigureAwait(false);
        ExperimentPath[] paths = [.. Paths.Distinct()];
        var lines = new ChangeLine?[paths.Length];
        var limits = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, paths.Length, limits, async (at, stop) =>
        {
            if (await RunAsync(source, paths[at], table.Runs, stop).ConfigureAwait(false) is { } run)
                lines[at] = await LineAsync(source, run, known, stop).ConfigureAwait(false);
        }).ConfigureAwait(false);
        var (changed, gone) = (new List<ChangeLine>(), new List<string>());
        foreach (var (path, line) in paths.Zip(lines))
        {
            var state = ChangesCursor.StateOf(path, line);
            standing.Add(state);
            if (known.Contains(state))
                continue;
            if (line is null)
                gone.Add(path.Value);
            else
                changed.Add(line);
        }

        return new(standing.ToString(), changed, gone);
    }

    // A table of very many runs is some seconds old. What is recorded now, or was started since, is looked at by itself.
    private static async ValueTask<RunFacts?> RunAsync(
        DashboardSource source, ExperimentPath path, IReadOnlyDictionary<ExperimentPath, RunFacts> table, CancellationToken cancellationToken)
    {
        var listed = table.GetValueOrDefault(path);
        if (source.IsFar || (listed is not null && !IsOpen(listed)))
            return listed;
        await foreach (var run in source.Reader.ReadFactsAsync(new() { At = path }, table, cancellationToken).ConfigureAwait(false))
            return run;
        return null;
    }

    private static bool IsOpen(RunFacts run) => run.Experiment.Status is ExperimentStatus.Running or ExperimentStatus.Unknown;

    private static async Task<ChangeLine> LineAsync(DashboardSource source, RunFacts run, ChangesCursor known, CancellationToken cancellationToken)
    {
        var line = new ChangeLine(
            run.Experiment.Path.Value, RunVersion.Of(run.DetailsVersion, run.Parameters), run.Experiment.Status.ToString().ToLowerInvariant(),
            new SortedDictionary<string, long>(run.Metrics.ToDictionary(metric => metric.Key, metric => metric.Value.Points), StringComparer.Ordinal),
            Logs: null)
        { IsOpen = IsOpen(run) };
        // The log of one that has ended grows no more; where it ends, is asked once.
        if (!line.IsOpen && known.Contains(ChangesCursor.StateOf(run.Experiment.Path, line)))
            return line;

        try
        {
            return line with
            {
                Logs = (await source.Reader.ReadLogPageAsync(run.Experiment.Path, _lastEntry, null, cancellationToken).ConfigureAwait(false)).Next,
            };
        }
        catch (ExperimentException fault) when (fault.Category == FaultCategory.ObjectNotFound)
        {
            // Deleted since the table was read; the next answer says so.
            return line;
        }
    }
}

/// <summary>What has changed.</summary>
/// <param name="Cursor">What the next question says.</param>
/// <param name="Changed">The experiments that have.</param>
/// <param name="Gone">Those that are not there, and of which no answer before has said so.</param>
public sealed record ChangesAnswer(string Cursor, IReadOnlyList<ChangeLine> Changed, IReadOnlyList<string> Gone);

/// <summary>How far an experiment is.</summary>
/// <param name="Path">The experiment.</param>
/// <param name="Version">The version of its details and parameters.</param>
/// <param name="Status">How far it is, in small letters.</param>
/// <param name="Points">How many points each metric has.</param>
/// <param name="Logs">Where the next entries of its log begin, as a page of it says.</param>
public sealed record ChangeLine(string Path, string Version, string Status, IReadOnlyDictionary<string, long> Points, long? Logs)
{
    /// <summary>Whether it may be recorded to.</summary>
    internal bool IsOpen { get; init; }
}
