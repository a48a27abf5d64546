using MlDash.Series;

namespace MlDash.Dashboard.Questions;

/// <summary>The metrics of an experiment with the facts of their fields.</summary>
/// <param name="Path">The experiment.</param>
public sealed record MetricListQuestion(ExperimentPath Path)
{
    private static readonly Dictionary<ExperimentPath, Experiments.RunFacts> _none = [];

    /// <summary>Asks it.</summary>
    /// <exception cref="ExperimentException"><c>ExperimentNotFound</c>.</exception>
    public async Task<MetricListAnswer> AskAsync(DashboardSource source, CancellationToken cancellationToken)
    {
        await foreach (var run in source.Reader.ReadFactsAsync(new() { At = Path }, _none, cancellationToken).ConfigureAwait(false))
            return new([.. run.Metrics.OrderBy(metric => metric.Key, StringComparer.Ordinal).Select(metric => Line(metric.Key, metric.Value))]);
        throw Missing.Experiment(Path);
    }

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
