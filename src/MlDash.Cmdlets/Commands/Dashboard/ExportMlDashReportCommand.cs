using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;
using MlDash.Dashboard.Questions;
using MlDash.Dashboard.Reporting;
using MlDash.Errors;
using MlDash.Text;

namespace MlDash.Cmdlets.Commands;

/// <summary>
/// Writes the page of Show-MlDash with experiments in it to one HTML file, which a browser shows anywhere: without a server, a network or the experiments. The
/// file holds the table of all experiments and, of each, parameters, charts, the end of the log, pictures and small files. What it does not hold is a warning,
/// and is said on the page.
/// </summary>
[Cmdlet(VerbsData.Export, "MlDashReport", SupportsShouldProcess = true)]
[OutputType(typeof(ReportFile))]
public sealed class ExportMlDashReportCommand : PageCommand
{
    /// <summary>File to write.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("FilePath", "LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = null!;

    /// <summary>The experiments of the report, as objects or paths; wildcards are allowed. Default: all experiments.</summary>
    [Parameter(Position = 1, ValueFromPipeline = true)]
    [LiveExperiment(Many = true, Reads = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ExperimentCompleter))]
    [NotNull]
    public ExperimentReference[] Experiment { get; set; } = [];

    /// <summary>How finely curves of many points are kept: in how many buckets, each with its first, last, least and greatest point.</summary>
    [Parameter]
    [ValidateRange(1, QuestionLimits.Buckets)]
    [WholeNumber]
    public int Buckets { get; set; } = new ReportOptions().Buckets;

    /// <summary>The largest picture that is included, in bytes: <c>2MB</c>, for example.</summary>
    [Parameter]
    [ValidateRange(0, long.MaxValue)]
    [WholeNumber]
    public long MaxPictureSize { get; set; } = new ReportOptions().MaxPictureSize;

    /// <summary>The most bytes of experiments in the file. Behind it, details of experiments are left out, those that started first.</summary>
    [Parameter]
    [ValidateRange(0, long.MaxValue)]
    [WholeNumber]
    public long MaxSize { get; set; } = new ReportOptions().MaxSize;

    /// <summary>Whether a file that is there is replaced.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns what was written: the file, its size, and what it does not hold.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc />
    protected override ExperimentReference[] Named => Experiment;

    /// <inheritdoc />
    protected override string NoneFound => "No experiment was found, so no report is written.";

    /// <inheritdoc />
    protected override void Show()
    {
        var (target, sources) = (FileSystemPath(Path), Sources(Only));
        if (ShouldProcess(target, $"Export a report of {string.Join(" and ", sources.Select(source => source.Title))}"))
            Export(target, sources);
    }

    private void Export(string target, IReadOnlyList<DashboardSource> sources)
    {
        var options = new ReportOptions { Buckets = Buckets, MaxPictureSize = MaxPictureSize, MaxSize = MaxSize };
        var progress = Watched(AmountProgress.OfExperiments(this, "Exporting a report"));
        var written = progress.Show(
            ReportWriter.WriteAsync(sources, options, target, Force, progress.Start(System.IO.Path.GetFileName(target), 0), cancellationToken: CancelToken));
        foreach (var left in written.LeftOut)
            WriteWarning(ScreenText.Line($"Not in the report: {left}"));
        foreach (var reduced in written.Reduced)
            WriteVerbose($"Reduced in the report: {reduced}");
        if (PassThru)
            WriteObject(written);
    }

    private static ExperimentQuery Only(IEnumerable<Experiment> experiments) =>
        new() { Prefixes = [.. experiments.Select(experiment => Wildcard.ForName(Wildcard.Escape(experiment.Prefix))).Distinct()] };
}
