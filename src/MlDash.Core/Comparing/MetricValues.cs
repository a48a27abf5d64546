namespace MlDash.Comparing;

/// <summary>Reads the values of chosen metrics of one experiment.</summary>
internal static class MetricValues
{
    /// <summary>
    /// The values under the names of their columns, and which choice found which column. The last value is taken from the description of a metric where it has
    /// one, so that this costs the same for every length; all other values of one metric are read in one pass over the fields that are needed.
    /// </summary>
    public static async Task<(IReadOnlyDictionary<string, object?> Values, IReadOnlyList<(MetricChoice Choice, string Column)> Columns)> ReadAsync(
        ComparedExperiment experiment, IReadOnlyList<MetricChoice> choices, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (choices.Count == 0)
            return (values, []);

        var metrics = await DescribeAsync(experiment, choices, cancellationToken).ConfigureAwait(false);
        var asked = choices.SelectMany(choice => choice.In(metrics).Select(cell => (Choice: choice, Cell: cell))).ToList();
        var unread = new HashSet<MetricCell>();
        foreach (var (_, cell) in asked)
        {
            if (cell.Statistic == Statistic.Last && LastOf(metrics[cell.Metric], cell.Field) is { } last)
                values[cell.Column] = last;
            else
                unread.Add(cell);
        }

        foreach (var metric in unread.GroupBy(cell => cell.Metric, StringComparer.Ordinal))
            await ReadAsync(experiment, metric.Key, [.. metric], values, cancellationToken).ConfigureAwait(false);
        return (values, [.. asked.Where(one => values.ContainsKey(one.Cell.Column)).Select(one => (one.Choice, one.Cell.Column))]);
    }

    private static async Task<Dictionary<string, MetricInfo>> DescribeAsync(
        ComparedExperiment experiment, IReadOnlyList<MetricChoice> choices, CancellationToken cancellationToken)
    {
        var names = choices.SelectMany(choice => choice.PossibleNames).Distinct(StringComparer.Ordinal).ToArray();
        var metrics = new Dictionary<string, MetricInfo>(StringComparer.Ordinal);
        await foreach (var metric in experiment.Reader.DescribeMetricsAsync(experiment.Record.Path, names, cancellationToken).ConfigureAwait(false))
            metrics[metric.Name] = metric;
        return metrics;
    }

    private static object? LastOf(MetricInfo metric, string field) =>
        metric.Last is { } point && NameOf(point.Fields, field) is { } name ? point.Fields[name] : null;

    private static async Task ReadAsync(
        ComparedExperiment experiment, string metric, MetricCell[] cells, Dictionary<string, object?> values, CancellationToken cancellationToken)
    {
        var fields = cells.Select(cell => cell.Field)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .ToDictionary(field => field, _ => new FieldStatistics(), StringComparer.OrdinalIgnoreCase);
        var query = new MetricQuery { Fields = [.. fields.Keys] };
        await foreach (var point in experiment.Reader.ReadMetricAsync(experiment.Record.Path, metric, query, cancellationToken).ConfigureAwait(false))
        {
            foreach (var (field, statistics) in fields)
            {
                if (NameOf(point.Fields, field) is { } name)
                    statistics.Add(point.Fields[name]);
            }
        }

        // A field without any value is no column, also where its count would be 0.
        foreach (var cell in cells.Where(cell => fields[cell.Field][Statistic.First] is not null))
            values[cell.Column] = fields[cell.Field][cell.Statistic];
    }

    /// <summary>The field as stored: the one called exactly so before one in other case.</summary>
    private static string? NameOf(FieldSet fields, string asked) =>
        fields.Contains(asked) ? asked : fields.Names.FirstOrDefault(name => name.Equals(asked, StringComparison.OrdinalIgnoreCase));
}
