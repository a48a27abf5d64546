using MlDash.Json;
using MlDash.Text;

namespace MlDash.Comparing;

/// <summary>Experiments side by side: a row each, with the parameters to show and the values of chosen metrics.</summary>
/// <param name="Parameters">Names of the parameters to show, in the order of their first appearance.</param>
/// <param name="Metrics">Columns of the metrics, in the order asked for.</param>
/// <param name="Missing">What was asked for of the metrics and is in no experiment.</param>
/// <param name="Rows">In the order of the experiments.</param>
public sealed record Comparison(
    IReadOnlyList<string> Parameters, IReadOnlyList<string> Metrics, IReadOnlyList<string> Missing, IReadOnlyList<ComparisonRow> Rows)
{
    /// <summary>As many experiments as are read at once: a server answers some while it reads others, and is not flooded.</summary>
    private const int AtOnce = 4;

    /// <summary>Compares experiments. Of a metric only descriptions are read, unless a statistic needs its values; these are streamed.</summary>
    /// <param name="experiments">The experiments.</param>
    /// <param name="wanted">Patterns for the parameters; one must fit. Empty: all.</param>
    /// <param name="evenEqual">Whether parameters are shown, too, that all experiments have with one value.</param>
    /// <param name="metrics">Which values of metrics.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<Comparison> OfAsync(
        IReadOnlyList<ComparedExperiment> experiments,
        IReadOnlyCollection<Wildcard> wanted,
        bool evenEqual,
        IReadOnlyList<MetricChoice> metrics,
        CancellationToken cancellationToken)
    {
        var rows = new ComparisonRow[experiments.Count];
        var cells = new IReadOnlyList<(MetricChoice Choice, string Column)>[experiments.Count];
        var limits = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, experiments.Count, limits, async (at, ended) =>
        {
            var (reader, record) = experiments[at];
            var parameters = await reader.ReadParametersAsync(record.Path, ended).ConfigureAwait(false);
            var read = await MetricValues.ReadAsync(experiments[at], metrics, ended).ConfigureAwait(false);
            cells[at] = read.Columns;
            rows[at] = new ComparisonRow(record, parameters, read.Values);
        }).ConfigureAwait(false);

        var found = cells.SelectMany(columns => columns).ToLookup(cell => cell.Choice, cell => cell.Column);
        return new(
            [.. Names(rows).Where(name => Fits(wanted, name) && (evenEqual || Differs(rows, name)))],
            [.. metrics.SelectMany(choice => found[choice]).Distinct(StringComparer.Ordinal)],
            [.. metrics.Where(choice => !found[choice].Any()).Select(choice => choice.Text)],
            rows);
    }

    private static IEnumerable<string> Names(ComparisonRow[] rows) =>
        rows.SelectMany(row => row.Parameters.Keys.Cast<string>()).Distinct(StringComparer.Ordinal);

    private static bool Fits(IReadOnlyCollection<Wildcard> patterns, string name) => patterns.Count == 0 || patterns.Any(pattern => pattern.IsMatch(name));

    /// <summary>A parameter that an experiment lacks differs from one with any value, also null.</summary>
    private static bool Differs(ComparisonRow[] rows, string name) =>
        rows.Any(row => !row.Parameters.Contains(name) || !AreEqual(row.Parameters[name], rows[0].Parameters[name]));

    private static bool AreEqual(object? one, object? other) => (one, other) switch
    {
        // Tools of one team write 1 here and 1.0 there, and mean the same.
        (long whole, double real) => whole == real,
        (double real, long whole) => whole == real,
        _ => Equals(one, other) || JsonText.Line(one) == JsonText.Line(other),
    };
}
