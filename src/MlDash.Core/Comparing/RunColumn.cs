using MlDash.Experiments;
using MlDash.Series;

namespace MlDash.Comparing;

/// <summary>
/// A column of a table of runs: a word such as <c>name</c> or <c>started</c>, a parameter (<c>params.lr</c>), or a fact of a field of a metric
/// (<c>metrics.train.loss.min</c>; <c>last</c>, <c>min</c>, <c>max</c> or <c>count</c>, the last when none is said). Names may have dots themselves: the
/// longest name of a metric that a run has wins, and a field of the whole rest before a statistic.
/// </summary>
public sealed class RunColumn
{
    private const string Parameter = "params.";
    private const string Metric = "metrics.";

    private static readonly Dictionary<string, Func<ExperimentRecord, object?>> _words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["name"] = run => run.Name,
        ["path"] = run => run.Path.Value,
        ["id"] = run => run.Id,
        ["project"] = run => run.Project,
        ["status"] = run => run.Status.ToString(),
        ["started"] = run => run.StartedAt,
        ["ended"] = run => run.EndedAt,
        ["created"] = run => run.CreatedAt,
        ["updated"] = run => run.UpdatedAt,
        ["duration"] = run => (run.EndedAt - run.StartedAt)?.TotalSeconds,
        ["description"] = run => run.Description,
    };

    private readonly Func<RunFacts, object?> _read;

    private RunColumn(string text, bool isOfRecords, Func<RunFacts, object?> read) => (Text, IsOfRecords, _read) = (text, isOfRecords, read);

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>The words that name a column of the record.</summary>
    public static IReadOnlyCollection<string> Words => _words.Keys;

    /// <summary>Whether the record of an experiment has it, so that parameters and metrics need not be read.</summary>
    public bool IsOfRecords { get; }

    /// <summary>The column that a text names.</summary>
    /// <exception cref="ConfigurationException"><c>IllegalRunColumn</c>.</exception>
    public static RunColumn Parse(string text)
    {
        if (_words.TryGetValue(text, out var word))
            return new(text, true, run => word(run.Experiment));
        if (text.Length > Parameter.Length && text.StartsWith(Parameter, StringComparison.OrdinalIgnoreCase))
            return new(text, false, run => OfParameter(run, text[Parameter.Length..]));
        if (text.Length > Metric.Length && text.StartsWith(Metric, StringComparison.OrdinalIgnoreCase))
        {
            var choice = MetricChoice.Parse(text[Metric.Length..]);
            string[] names = [.. choice.PossibleNames];
            return new(text, false, run => OfMetric(run, choice.Text, names));
        }

        throw new ConfigurationException(
            "IllegalRunColumn", $"'{text}' is no column of a table of runs.",
            $"Give params.<name>, metrics.<metric>.<field>.<last, min, max or count>, or {string.Join(", ", _words.Keys)}.")
        { Target = text };
    }

    /// <summary>The value of a run: a number, a text, a flag, a time; null when it has none.</summary>
    public object? Of(RunFacts run) => _read(run);

    private static object? OfParameter(RunFacts run, string name) => run.Parameters.Contains(name)
        ? run.Parameters[name]
        : run.Parameters.Keys.Cast<string>().FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } other
            ? run.Parameters[other] : null;

    private static object? OfMetric(RunFacts run, string text, string[] names)
    {
        if (Array.Find(names, run.Metrics.ContainsKey) is not { } name || name.Length == text.Length)
            return null;
        var (metric, rest) = (run.Metrics[name], text[(name.Length + 1)..]);
        if (metric.Field(rest) is { } whole)
            return whole.Last;
        var dot = rest.LastIndexOf('.');
        return dot > 0 && metric.Field(rest[..dot]) is { } field ? OfField(field, rest[(dot + 1)..]) : null;
    }

    private static object? OfField(FieldFacts field, string statistic) => statistic.ToUpperInvariant() switch
    {
        "LAST" => field.Last,
        "COUNT" => field.Count,
        "MIN" when field.Count > 0 => field.Min,
        "MAX" when field.Count > 0 => field.Max,
        _ => null,
    };
}
