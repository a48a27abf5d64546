using MlDash.Comparing;

namespace MlDash.Dashboard.Questions;

/// <summary>What can be a column of the table: all parameters and all fields of metrics that a run has.</summary>
public static class ColumnListQuestion
{
    /// <summary>Asks it.</summary>
    public static async Task<ColumnListAnswer> AskAsync(DashboardSource source, CancellationToken cancellationToken)
    {
        var parameters = new SortedSet<string>(StringComparer.Ordinal);
        var fields = new SortedSet<string>(StringComparer.Ordinal);
        RunTablePage? page = null;
        do
        {
            page = await source.Runs.ReadAsync(new() { First = QuestionLimits.Runs, After = page?.EndCursor }, cancellationToken).ConfigureAwait(false);
            foreach (var run in page.Runs)
            {
                parameters.UnionWith(run.Parameters.Keys.Cast<string>());
                foreach (var (name, metric) in run.Metrics)
                    fields.UnionWith(metric.Fields.Where(field => !IsAutomatic(field.Name)).Select(field => $"{name}.{field.Name}"));
            }
        }
        while (page.HasMore && parameters.Count + fields.Count < QuestionLimits.Fields);
        return new([.. parameters.Take(QuestionLimits.Fields)], [.. fields.Take(QuestionLimits.Fields)], page.Version);
    }

    // What clients add to every point by themselves.
    private static bool IsAutomatic(string field) => field == Series.SeriesX.TimeField;
}

/// <summary>What can be a column of the table.</summary>
/// <param name="Parameters">Names of parameters, in order.</param>
/// <param name="Fields">Metric and field, with a dot between, in order.</param>
/// <param name="Version">That of the table.</param>
public sealed record ColumnListAnswer(IReadOnlyList<string> Parameters, IReadOnlyList<string> Fields, long Version);
