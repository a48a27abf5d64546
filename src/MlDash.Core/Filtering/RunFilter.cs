using MlDash.Experiments;

namespace MlDash.Filtering;

/// <summary>
/// Which runs: <c>status = failed and params.lr &lt; 0.01 and metrics.val.loss.min &lt; 0.3</c>. What a value is compared as is decided by what is stored;
/// what a run does not have holds in no comparison. The whole language is in docs/filter.md.
/// </summary>
public sealed class RunFilter : IRunCondition
{
    /// <summary>The most characters of a filter.</summary>
    public const int Longest = FilterLexer.Longest;

    private static readonly RunSubject _runs = new();

    private readonly FilterNode<RunFacts> _filter;

    private RunFilter(string text, FilterNode<RunFacts> filter) => (Text, _filter) = (text, filter);

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>The filter that a text says; an empty one holds for every run.</summary>
    /// <param name="text">The text.</param>
    /// <param name="clock">What times such as <c>-7d</c> are counted from; the system's when absent.</param>
    /// <exception cref="ConfigurationException"><c>IllegalFilter</c>; the message says at which character.</exception>
    public static RunFilter Parse(string text, TimeProvider? clock = null) =>
        new(text, FilterParser<RunFacts>.Read(text, _runs, (clock ?? TimeProvider.System).GetUtcNow()));

    /// <inheritdoc />
    public bool IsOfRecords => _filter.Conditions.All(AreOfRecords);

    /// <summary>Whether it has words that paths are searched for.</summary>
    internal bool Searches => _filter.Conditions.Any(condition => condition.Asked is null);

    /// <inheritdoc />
    public bool Holds(RunFacts run) => _filter.Holds(run);

    /// <inheritdoc />
    public bool MayHold(ExperimentRecord experiment)
    {
        var record = RunFacts.OfRecord(experiment);
        return _filter.Decide(condition => AreOfRecords(condition) ? condition.Holds(record) : null) != false;
    }

    /// <inheritdoc />
    public override string ToString() => Text;

    private static bool AreOfRecords(FilterCondition<RunFacts> condition) => condition.Asked is null or RunKey { IsOfRecords: true };
}
