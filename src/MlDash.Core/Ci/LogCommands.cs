using System.Globalization;
using System.Text;
using MlDash.Errors;

namespace MlDash.Ci;

/// <summary>
/// Lines that a CI system takes from the log as commands: annotations, and statistics of TeamCity. Text of users is escaped by the rules of each system, so
/// that it ends no command and begins none.
/// </summary>
public static class LogCommands
{
    /// <summary>A line an annotation for every run and check that failed or warned; none for a system without annotations in its log.</summary>
    public static IEnumerable<string> Annotations(BuildReport report, string system) => Notes(report).Select(note => system switch
    {
        "GitHub" => $"::{(note.IsError ? "error" : "warning")} title={GitHubProperty(note.Title)}::{GitHubText(note.Text)}",
        "Azure" => $"##vso[task.logissue type={(note.IsError ? "error" : "warning")}]{AzureText($"{note.Title}: {note.Text}")}",
        "TeamCity" => $"##teamcity[message text='{TeamCityText($"{note.Title}: {note.Text}")}' status='{(note.IsError ? "ERROR" : "WARNING")}']",
        _ => null,
    }).OfType<string>();

    /// <summary>A line for every number, from which TeamCity makes charts and conditions of failure.</summary>
    public static IEnumerable<string> Statistics(BuildReport report) => report.Runs
        .SelectMany(run => run.Values.Select(value => (Key: report.Runs.Count > 1 ? $"{run.Path}: {value.Name}" : value.Name, value.Value)))
        .Where(value => double.IsFinite(value.Value))
        .Select(value => $"##teamcity[buildStatisticValue key='{TeamCityText(value.Key)}' value='{value.Value.ToString("R", CultureInfo.InvariantCulture)}']");

    /// <summary>The command that shows a file in Azure's summary.</summary>
    public static string AzureSummary(string path) => $"##vso[task.uploadsummary]{AzureText(path)}";

    /// <summary>A line for people to read in a log: no system takes any of it as a command.</summary>
    public static string Shown(string line)
    {
        var tame = Apart(ScreenText.Line(line));
        return tame.TrimStart().StartsWith("::", StringComparison.Ordinal) ? ": :" + tame.TrimStart()[2..] : tame;
    }

    /// <summary>What failed or warned, as title and text.</summary>
    internal static IEnumerable<(bool IsError, string Title, string Text)> Notes(BuildReport report)
    {
        var nameOf = report.Names();
        foreach (var check in report.Checks.Where(check => check.Outcome is ReportedCheck.Failed or ReportedCheck.Warned))
            yield return (check.Outcome == ReportedCheck.Failed, nameOf(check), check.Reason);
        foreach (var run in report.Runs.Where(run => run.HasFailed))
            yield return (true, run.Path, run.Error ?? $"The run ended as {run.Status}.");
    }

    private static string GitHubText(string text) =>
        Plain(text).Replace("%", "%25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);

    private static string GitHubProperty(string text) =>
        GitHubText(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);

    private static string AzureText(string text) => Plain(text).Replace("%", "%AZP25", StringComparison.Ordinal)
        .Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal)
        .Replace(";", "%3B", StringComparison.Ordinal).Replace("]", "%5D", StringComparison.Ordinal);

    private static string TeamCityText(string text)
    {
        var safe = new StringBuilder();
        foreach (var letter in Plain(text))
        {
            safe.Append(letter switch
            {
                '\n' => "|n",
                '\r' => "|r",
                '\'' or '|' or '[' or ']' => $"|{letter}",
                > '~' => $"|0x{(int)letter:X4}",
                _ => letter.ToString(),
            });
        }

        return safe.ToString();
    }

    /// <summary>A text whose lines stay, and in which nothing looks like the beginning of a command: some agents look for one in the midst of a line.</summary>
    private static string Plain(string text) => Apart(ScreenText.Block(text));

    /// <summary>No two signs stand together: where there were more of them, the first pass leaves pairs.</summary>
    private static string Apart(string text) =>
        text.Replace("##", "# #", StringComparison.Ordinal).Replace("##", "# #", StringComparison.Ordinal);
}
