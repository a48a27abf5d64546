using MlDash.Series;

namespace MlDash.Dashboard.Questions;

/// <summary>The metrics of an experiment with the facts of their fields.</summary>
/// <param name="Path">The experiment.</param>
public sealed record MetricListQuestion(ExperimentPath Path)
{
    /// <summary>Asks it.</summary>
    /// <exception cref="ExperimentException"><c>ExperimentNotFound</c>.</exception>
    public async Task<MetricListAnswer> AskAsync(DashboardSource source, CancellationToken cancellationToken)
    {
        // What the table knows costs nothing; one that was started after its last look is looked for.
        var known = await source.Runs.ReadAllAsync(cancellationToken).ConfigureAwait(false);
        if (known.Runs.GetValueOrDefault(Path) is { } listed)
            return Of(listed);
        var query = new ExperimentQuery { Prefixes = [Text.Wildcard.ForPath(Text.Wildcard.Escape(Path.Value))] };
        await foreach (var run in source.Reader.ReadFactsAsync(query, known.Runs, cancellationToken).ConfigureAwait(false))
        {
            if (run.Experiment.Path == Path)
                return Of(run);
        }

        throw Missing.Experiment(Path);
    }

    private static MetricListAnswer Of(Experiments.RunFacts run) =>
        new([.. run.Metrics.OrderBy(metric => metric.Key, StringComparer.Ordinal).Select(metric => Line(metric.Key, metric.Value))]);

    private static MetricLine Line(string name, MetricFacts facts) => new(name, facts.Points, [.. facts.Fields.Select(field => new FieldLine(
        field.Name, Finite(field.Last), Finite(field.Min), Finite(field.Max), field.Count, field.NonFinite))]);

    private static double? Finite(double number) => double.IsFinite(number) ? number : null;
}

/// <summary>The metrics of an experiment.</summary>
/// <param name="Metrics">In the order of their names.</param>
public sealed record MetricListAnswer(IReadOnlyList<MetricLine> Metrics);

/// <summary>A metric.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Points">How many points it has.</param>
/// <param name="Fields">The fields that hold numbers.</param>
public sealed record MetricLine(string Name, long Points, IReadOnlyList<FieldLine> Fields);

/// <summary>The facts of a field.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Last">The last number; null where it is not finite.</param>
/// <param name="Min">The least finite number.</param>
/// <param name="Max">The greatest finite number.</param>
/// <param name="Count">How many numbers are finite.</param>
/// <param name="NonFinite">How many are not.</param>
public sealed record FieldLine(string Name, double? Last, double? Min, double? Max, long Count, long NonFinite);
