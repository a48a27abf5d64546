using MlDash.Experiments;

namespace MlDash.Comparing;

/// <summary>Which page of a table of runs.</summary>
public sealed record RunTableQuery
{
    /// <summary>Which runs are counted and answered; null: all.</summary>
    public Func<RunFacts, bool>? Where { get; init; }

    /// <summary>What the runs are ordered by; null: the one started last comes first.</summary>
    public RunColumn? Sort { get; init; }

    /// <summary>The folder that the runs lie below; null: all runs.</summary>
    public ExperimentPath? Under { get; init; }

    /// <summary>Whether large values come first.</summary>
    public bool Descending { get; init; }

    /// <summary>The most runs of the page.</summary>
    public int First { get; init; } = 100;

    /// <summary><see cref="RunTablePage.EndCursor"/> of the page before, in the same order; null begins with the first run.</summary>
    public string? After { get; init; }

    /// <summary>How old the answer may be; zero shows all that was recorded before the question. Null: as <see cref="RunTable"/> says.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>Runs in the order asked for, as many as asked for.</summary>
    public IEnumerable<RunFacts> Arrange(IEnumerable<RunFacts> runs) => Arrange(runs, run => run);

    /// <summary>What belongs to runs, in their order, as many as asked for.</summary>
    public IEnumerable<T> Arrange<T>(IEnumerable<T> all, Func<T, RunFacts> runOf)
    {
        var order = new RunOrder(this);
        return all.OrderBy(one => order.PlaceOf(runOf(one)), order).Take(First);
    }

    /// <summary>Whether a run is one of those.</summary>
    internal bool Means(RunFacts run) => (Under is null || run.Experiment.Path.LiesUnder(Under)) && Where?.Invoke(run) != false;
}
