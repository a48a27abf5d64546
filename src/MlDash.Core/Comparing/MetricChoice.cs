namespace MlDash.Comparing;

/// <summary>
/// A column of a comparison as a user writes it: <c>metric</c>, <c>metric.field</c> or <c>metric.field.statistic</c>. Names of metrics and fields may have dots
/// themselves, so only the metrics of an experiment tell where one ends: the longest name that exists wins, and a field of the whole rest before a statistic.
/// </summary>
public sealed class MetricChoice
{
    private MetricChoice(string text) => Text = text;

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Names of metrics that may be meant, the longest first.</summary>
    internal IEnumerable<string> PossibleNames
    {
        get
        {
            for (var end = Text.Length; end > 0; end = Text.LastIndexOf('.', end - 1))
                yield return Text[..end];
        }
    }

    /// <summary>The choice that a text makes.</summary>
    /// <exception cref="ConfigurationException"><c>IllegalMetricChoice</c>.</exception>
    public static MetricChoice Parse(string text)
    {
        var trimmed = text.Trim().Trim('/');
        return trimmed.Length > 0 && trimmed[0] != '.' && trimmed[^1] != '.'
            ? new(trimmed)
            : throw new ConfigurationException(
                "IllegalMetricChoice", $"'{text}' does not name a metric.", "Give metric, metric.field or metric.field.max.")
            { Target = text };
    }

    /// <summary>What is meant among the metrics of one experiment; nothing when none of them is.</summary>
    internal IEnumerable<MetricCell> In(IReadOnlyDictionary<string, MetricInfo> metrics)
    {
        if (PossibleNames.FirstOrDefault(metrics.ContainsKey) is not { } name)
            return [];
        var last = metrics[name].Last?.Fields;
        return name.Length < Text.Length
            ? [CellOf(name, Text[(name.Length + 1)..], last)]
            : (last?.Names ?? []).Where(field => field != MetricPoint.TimestampField)
                .Select(field => new MetricCell($"{name}.{field}", name, field, Statistic.Last));
    }

    private MetricCell CellOf(string metric, string rest, FieldSet? last)
    {
        var dot = rest.LastIndexOf('.');
        var isField = last?.Names.Contains(rest, StringComparer.OrdinalIgnoreCase) == true;
        return !isField && dot > 0 && Enum.TryParse<Statistic>(rest[(dot + 1)..], ignoreCase: true, out var statistic) && char.IsAsciiLetter(rest[dot + 1])
            ? new(Text, metric, rest[..dot], statistic)
            : new(Text, metric, rest, Statistic.Last);
    }
}

/// <summary>One value of a comparison that a metric gives.</summary>
/// <param name="Column">Name of the column.</param>
/// <param name="Metric">The metric.</param>
/// <param name="Field">The field, in any case.</param>
/// <param name="Statistic">Which value of the field.</param>
internal sealed record MetricCell(string Column, string Metric, string Field, Statistic Statistic);
