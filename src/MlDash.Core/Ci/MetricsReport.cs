using MlDash.Text;

namespace MlDash.Ci;

/// <summary>The numbers of a report as OpenMetrics text, which GitLab compares with those of the target branch.</summary>
public static class MetricsReport
{
    private const string Family = "mldash_metric";
    private const string CheckFamily = "mldash_check";

    /// <summary>The text. Runs are named where there are several; a path with the number of the build in it would make every value a new one.</summary>
    public static string Write(BuildReport report)
    {
        var lines = new List<string> { $"# TYPE {Family} gauge" };
        foreach (var run in report.Runs)
        {
            var experiment = report.Runs.Count > 1 ? $"experiment=\"{Label(run.Path)}\"," : null;
            lines.AddRange(run.Values.Select(value =>
                $"{Family}{{{experiment}metric=\"{Label(value.Metric)}\",field=\"{Label(value.Field)}\"}} {OpenMetricsText.Number(value.Value)}"));
        }

        var isOfSeveral = report.IsOfSeveral();
        var checks = report.Checks.Where(check => check.Value is not null).Select(check => (Labels: LabelsOf(check, isOfSeveral), check.Value))
            .DistinctBy(check => check.Labels).ToList();
        if (checks.Count > 0)
            lines.Add($"# TYPE {CheckFamily} gauge");
        lines.AddRange(checks.Select(check => $"{CheckFamily}{{{check.Labels}}} {OpenMetricsText.Number(check.Value!.Value)}"));
        lines.Add(OpenMetricsText.End);
        return string.Join('\n', lines) + "\n";
    }

    private static string LabelsOf(ReportedCheck check, bool isOfSeveral) =>
        (isOfSeveral && check.Experiment is { } experiment ? $"experiment=\"{Label(experiment)}\"," : string.Empty) + $"metric=\"{Label(check.Metric)}\""
        + (check.Kind is { } kind ? $",check=\"{Label(kind)}\"" : string.Empty);

    private static string Label(string text) => OpenMetricsText.Escape(Errors.ScreenText.Line(text));
}
