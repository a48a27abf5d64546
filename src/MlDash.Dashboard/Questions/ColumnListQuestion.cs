namespace MlDash.Dashboard.Questions;

/// <summary>What can be a column of the table: all parameters and all fields of metrics that a run has.</summary>
public static class ColumnListQuestion
{
    /// <summary>Asks it.</summary>
    public static async Task<ColumnListAnswer> AskAsync(DashboardSource source, CancellationToken cancellationToken)
    {
        var parameters = new SortedSet<string>(StringComparer.Ordinal);
        var fields = new SortedSet<string>(StringComparer.Ordinal);
        // One pass over all runs: pages of them would be sorted one by one.
        var table = await source.Runs.ReadAllAsync(cancellationToken).ConfigureAwait(false);
        foreach (var run in table.Runs.Values)
        {
            foreach (string name in run.Parameters.Keys)
                parameters.Add(name);
            foreach (var (name, metric) in run.Metrics)
            {
                foreach (var field in metric.Fields)
                {
                    if (!IsAutomatic(field.Name))
                        fields.Add($"{name}.{field.Name}");
                }
            }
        }

        return new([.. parameters.Take(QuestionLimits.Fields)], [.. fields.Take(QuestionLimits.Fields)], table.Version);
    }

    // What clients add to every point by themselves.
    private static bool IsAutomatic(string field) => field == Series.SeriesX.TimeField;
}

/// <summary>What can be a column of the table.</summary>
/// <param name="Parameters">Names of parameters, in order.</param>
/// <param name="Fields">Metric and field, with a dot between, in order.</param>
/// <param name="Version">That of the table.</param>
public sealed record ColumnListAnswer(IReadOnlyList<string> Parameters, IReadOnlyList<string> Fields, long Version);
