using System.Globalization;
using System.Text;

namespace MlDash.Ci;

/// <summary>A report as GitHub Flavored Markdown, which the summaries of GitHub, Azure and Buildkite show.</summary>
public static class MarkdownReport
{
    /// <summary>Begins a comment of ours, so that a program that posts comments can find the one to replace; nobody sees it.</summary>
    public const string Marker = "<!-- mldash-report -->";

    /// <summary>The most bytes that GitHub and Buildkite take.</summary>
    public const int LargestSummary = 1 << 20;

    private const int LongestCell = 500;

    /// <summary>The report, in UTF-8, up to a number of bytes. What does not fit is left out from the end, and a sentence says so.</summary>
    public static string Write(BuildReport report, int largest)
    {
        var lines = Lines(report).ToList();
        var text = new StringBuilder();
        var room = largest - 200;
        for (var at = 0; at < lines.Count; at++)
        {
            room -= Encoding.UTF8.GetByteCount(lines[at]) + 1;
            if (room < 0)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"\nThe report is cut here: {lines.Count - at} more lines do not fit into the size that is allowed.\n");
                break;
            }

            text.Append(lines[at]).Append('\n');
        }

        return text.ToString();
    }

    private static IEnumerable<string> Lines(BuildReport report)
    {
        yield return $"## {Cell(report.Title)}";
        if (report.Checks.Count > 0)
        {
            yield return string.Empty;
            yield return "| Check | Outcome | Value | Baseline | Ratio | Limit | Reason |";
            yield return "|---|---|--:|--:|--:|--:|---|";
            var nameOf = report.Names();
            // What needs somebody comes first, so that it is there when the rest is cut.
            foreach (var check in report.Checks.OrderBy(Rank))
            {
                yield return $"| {Cell(nameOf(check))} | {Mark(check.Outcome)} {Cell(check.Outcome)} | {Number(check.Value)} | {Number(check.Baseline)} "
                    + $"| {Number(check.Ratio)} | {Number(check.Limit)} | {Cell(check.Reason)} |";
            }
        }

        if (report.Runs.Count > 0)
        {
            yield return string.Empty;
            yield return "| Run | Status | Duration | Error |";
            yield return "|---|---|--:|---|";
            foreach (var run in report.Runs)
                yield return $"| {Link(run)} | {Mark($"{run.Status}")} {run.Status} | {Duration(run.Duration)} | {Cell(run.Error)} |";
        }

        foreach (var run in report.Runs.Where(run => run.Values.Count > 0))
        {
            yield return string.Empty;
            yield return $"### {Cell(run.Path)}";
            yield return string.Empty;
            yield return "| Metric | Last value |";
            yield return "|---|--:|";
            foreach (var value in run.Values)
                yield return $"| {Cell(value.Name)} | {Number(value.Value)} |";
        }
    }

    private static int Rank(ReportedCheck check) => check.Outcome switch
    {
        ReportedCheck.Failed => 0,
        ReportedCheck.Warned => 1,
        _ => 2,
    };

    private static string Link(ReportedRun run) => run.Link is null ? Cell(run.Path) : $"[{Cell(run.Path)}]({MarkdownText.Address(run.Link)})";

    private static string Cell(string? text) => MarkdownText.Escape(text is { Length: > LongestCell } ? text[..LongestCell] + "…" : text);

    /// <summary>Counts and sizes are shown whole, other numbers with six digits.</summary>
    private static string Number(double? number) => number switch
    {
        null => string.Empty,
        { } value when double.IsInteger(value) && Math.Abs(value) < 1e15 => value.ToString("0", CultureInfo.InvariantCulture),
        { } value => value.ToString("G6", CultureInfo.InvariantCulture),
    };

    private static string Duration(TimeSpan? duration) => duration?.ToString(@"d\.hh\:mm\:ss", CultureInfo.InvariantCulture) is not { } text
        ? string.Empty
        : text.StartsWith("0.", StringComparison.Ordinal) ? text[2..] : text;

    private static string Mark(string outcome) => outcome switch
    {
        ReportedCheck.Failed or nameof(ExperimentStatus.Crashed) => "❌",
        ReportedCheck.Warned or nameof(ExperimentStatus.Cancelled) or nameof(ExperimentStatus.Lost) => "⚠️",
        "Passed" or nameof(ExperimentStatus.Completed) => "✅",
        _ => "▫️",
    };
}
