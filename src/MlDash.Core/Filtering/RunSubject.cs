using MlDash.Comparing;
using MlDash.Experiments;

namespace MlDash.Filtering;

/// <summary>Filters about runs: their columns and lists, statuses as words, and paths to search in.</summary>
internal sealed class RunSubject : FilterSubject<RunFacts>
{
    /// <inheritdoc />
    public override string Name => "params.lr";

    /// <inheritdoc />
    public override string Condition => "params.lr < 0.01";

    /// <inheritdoc />
    public override string Choice => "status in (failed, completed)";

    /// <inheritdoc />
    public override string HasAction => "'has' asks for a text of tags or bindrs. Write = for a value.";

    /// <summary>The status that a word is; null when it is none.</summary>
    public static ExperimentStatus? StatusOf(FilterToken token) =>
        Array.Find(Enum.GetNames<ExperimentStatus>(), token.Is) is { } name ? Enum.Parse<ExperimentStatus>(name) : null;

    /// <inheritdoc />
    public override FilterKey<RunFacts> KeyOf(FilterToken token)
    {
        if (token.Text.Equals("tags", StringComparison.OrdinalIgnoreCase))
            return new RunKey(token.Text, run => run.Experiment.Tags);
        if (token.Text.Equals("bindrs", StringComparison.OrdinalIgnoreCase))
            return new RunKey(token.Text, run => run.Experiment.Bindrs);
        try
        {
            return new RunKey(token.Text, RunColumn.Parse(token.Text));
        }
        catch (ConfigurationException fault)
        {
            throw FilterFault.At(token.At, $"'{token.Text}' cannot be asked for.", $"{fault.RecommendedAction} Lists are tags and bindrs.");
        }
    }

    /// <inheritdoc />
    public override FilterCondition<RunFacts>? WordOf(FilterToken token) => StatusOf(token) is { } status
        ? new Compares<RunFacts>(KeyOf(token with { Text = "status" }), "=", new(status.ToString(), true, null, null, null)) : null;

    /// <inheritdoc />
    public override IEnumerable<string> TextsOf(RunFacts subject) => [subject.Experiment.Path.Value];
}
