using System.Diagnostics;
using System.Management.Automation;
using System.Text;
using MlDash.Ci;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;
using MlDash.Cmdlets.Waiting;
using MlDash.Text;

namespace MlDash.Cmdlets.Commands;

/// <summary>
/// Writes what came out of a build where people look: the summary, annotations and statistics of the CI system, or a comment. Text that was recorded is
/// escaped, so that no system takes any of it as a command.
/// </summary>
[Cmdlet(VerbsCommunications.Write, "MlDashReport", SupportsShouldProcess = true)]
[OutputType(typeof(string))]
public sealed class WriteMlDashReportCommand : MlDashCommand
{
    private const int LargestComment = 65_000;

    private static readonly TimeSpan _patienceWithPrograms = TimeSpan.FromSeconds(30);

    private readonly List<ReportedRun> _runs = [];
    private readonly List<ReportedCheck> _checks = [];
    private CIContext? _ci;

    /// <summary>Experiments, and checks of Assert-MlDashMetric.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public PSObject InputObject { get; set; } = null!;

    /// <summary>
    /// Where to: <c>Summary</c>, what the CI system shows of a build; <c>Annotation</c>, lines of the log that it shows as errors and warnings;
    /// <c>Comment</c>, a Markdown file for a comment.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0)]
    [NotNull]
    public ReportTarget[] To { get; set; } = [];

    /// <summary>
    /// The file of the comment, else that of the summary. Default: <c>mldash-comment.md</c> for a comment, <c>metrics.txt</c> for the summary on GitLab; other
    /// summaries need a file only where the CI system shows none.
    /// </summary>
    [Parameter]
    [Alias("FilePath", "LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The heading of the report.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Title { get; set; } = "MlDash";

    /// <summary>Metrics whose last values are written; wildcards are allowed. Default: all.</summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(MetricCompleter))]
    [NotNull]
    public string[] Metric { get; set; } = [];

    /// <inheritdoc />
    protected override void Process()
    {
        if (InputObject.BaseObject is ExperimentReference given)
        {
            foreach (var experiment in new ExperimentFinder(this).Find(given, takesPatterns: false))
            {
                WriteQueued(experiment);
                _runs.Add(ReportContent.Run(experiment, MetricsOf(experiment)));
            }
        }
        else if (ReportContent.Check(InputObject) is { } check)
        {
            _checks.Add(check);
        }
        else
        {
            Report(new ConfigurationException(
                "NotReportable", $"'{InputObject}' is neither an experiment nor a check.", "Pipe experiments, and what Assert-MlDashMetric returns."));
        }
    }

    /// <inheritdoc />
    protected override void Finish()
    {
        if (_runs.Count + _checks.Count == 0)
            return;
        _ci = CIReader.Read();
        var report = new BuildReport(Title, _runs, _checks);
        if (To.Contains(ReportTarget.Summary))
            Summarize(report, To.Contains(ReportTarget.Comment) ? null : Path);
        if (To.Contains(ReportTarget.Annotation))
            WriteLines(LogCommands.Annotations(report, _ci?.System ?? string.Empty), "annotations");
        if (To.Contains(ReportTarget.Comment))
            WriteFile(Path ?? "mldash-comment.md", $"{MarkdownReport.Marker}\n{MarkdownReport.Write(report, LargestComment)}");
    }

    private IEnumerable<MetricInfo> MetricsOf(Experiment experiment) => Pump(Metric.Length == 0
        ? experiment.ListMetricsAsync(CancelToken)
        : experiment.FindMetricsAsync(Array.ConvertAll(Metric, Wildcard.ForName), CancelToken));

    private void Summarize(BuildReport report, string? path)
    {
        switch (_ci?.System)
        {
            case "GitHub" when path is null && Environment.GetEnvironmentVariable("GITHUB_STEP_SUMMARY") is { Length: > 0 } summary:
                var standing = new FileInfo(summary) is { Exists: true } file ? file.Length : 0;
                WriteFile(summary, MarkdownReport.Write(report, (int)Math.Max(0, MarkdownReport.LargestSummary - standing)), isAdded: true);
                break;
            case "Azure":
                var full = FileSystemPath(path ?? System.IO.Path.Combine(
                    Environment.GetEnvironmentVariable("AGENT_TEMPDIRECTORY") ?? System.IO.Path.GetTempPath(), $"mldash-{Guid.NewGuid():N}.md"));
                WriteFile(full, MarkdownReport.Write(report, MarkdownReport.LargestSummary));
                WriteLines([LogCommands.AzureSummary(full)], "the summary");
                break;
            case "GitLab":
                WriteFile(path ?? "metrics.txt", MetricsReport.Write(report));
                break;
            case "TeamCity" when path is null:
                WriteLines(LogCommands.Statistics(report), "statistics");
                break;
            case "Buildkite" when path is null:
                Annotate(report);
                break;
            case var system when path is null:
                throw new ConfigurationException(
                    "ReportPlaceMissing", $"{system ?? "A build outside of CI systems"} shows no summary.", "Give -Path to write it to a file.");
            default:
                WriteFile(path!, MarkdownReport.Write(report, MarkdownReport.LargestSummary));
                break;
        }
    }

    /// <summary>Writes lines to the log for the CI system, wherever the output of this command goes.</summary>
    private void WriteLines(IEnumerable<string> lines, string what)
    {
        var all = lines.ToList();
        if (all.Count == 0)
            WriteVerbose($"There are no {what} to write: nothing failed, or the CI system has none.");
        else if (ShouldProcess("the log", $"Write {what}"))
            all.ForEach(line => WriteInformation(new HostInformationMessage { Message = line }, ["PSHOST"]));
        else
            Preview(all);
    }

    private void WriteFile(string path, string text, bool isAdded = false)
    {
        var full = FileSystemPath(path);
        if (!ShouldProcess(full, isAdded ? "Append the report" : "Write the report"))
        {
            Preview(text.Split('\n'));
            return;
        }

        try
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            using var file = new FileStream(full, isAdded ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.Read);
            file.Write(bytes);
            WriteVerbose($"The report was written to '{full}'.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StorageException("ReportNotWritten", $"The report could not be written to '{full}'. {fault.Message}", "Check the path.", fault)
            { Target = full };
        }
    }

    /// <summary>Gives the report to Buildkite's agent, without a shell; a later one of the same job replaces it.</summary>
    private void Annotate(BuildReport report)
    {
        var text = MarkdownReport.Write(report, MarkdownReport.LargestSummary);
        var style = report.HasFailed ? "error" : report.HasWarned ? "warning" : "success";
        if (!ShouldProcess("buildkite-agent", "Annotate the build"))
        {
            Preview(text.Split('\n'));
            return;
        }

        var agent = SessionState.InvokeCommand.GetCommand("buildkite-agent", CommandTypes.Application) as ApplicationInfo
            ?? throw new ConfigurationException("ReportProgramMissing", "The program buildkite-agent was not found.", "Add its folder to PATH.");
        var start = new ProcessStartInfo(agent.Path, ["annotate", "--style", style, "--context", "mldash"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        using var process = System.Diagnostics.Process.Start(start)!;
        var work = TalkAsync(process, text, CancelToken);
        if (!AsyncBridge.HasEnded(work, _patienceWithPrograms))
        {
            process.Kill(entireProcessTree: true);
            throw new StorageException(
                "ReportNotWritten", $"buildkite-agent did not end within {_patienceWithPrograms.TotalSeconds:0} seconds.", "Look at what the agent waits for.");
        }

        WriteVerbose(Await(work));
        if (process.ExitCode != 0)
            throw new StorageException("ReportNotWritten", $"buildkite-agent ended with exit code {process.ExitCode}.", "Look at its messages above.");
    }

    private static async Task<string> TalkAsync(System.Diagnostics.Process process, string text, CancellationToken cancellationToken)
    {
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.StandardInput.WriteAsync(text.AsMemory(), cancellationToken).ConfigureAwait(false);
        process.StandardInput.Close();
        await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        return await output.ConfigureAwait(false);
    }

    /// <summary>Shows with <c>-WhatIf</c> what would be written, in a form that no CI system takes as a command.</summary>
    private void Preview(IEnumerable<string> lines)
    {
        var isAsked = MyInvocation.BoundParameters.TryGetValue("WhatIf", out var whatIf)
            ? ((SwitchParameter)whatIf).IsPresent
            : LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"));
        if (isAsked)
            WriteObject(lines.Select(LogCommands.Shown), enumerateCollection: true);
    }
}
