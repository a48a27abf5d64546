using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;
using MlDash.Errors;
using MlDash.Export;

namespace MlDash.Cmdlets.Commands;

/// <summary>
/// Writes the points of metrics to one file, streaming. Several metrics, of one or many experiments, lie in it one after another, and each point says in the
/// columns Index, Metric and Experiment where it comes from. Points from the pipeline are held in memory until the last has come. Nothing is overwritten
/// without <c>-Force</c>, and nothing half-written is left.
/// </summary>
[Cmdlet(VerbsData.Export, "MlDashMetric", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportMlDashMetricCommand : ExportCommand
{
    private readonly List<(Experiment Experiment, string[] Names)> _asked = [];
    private readonly PipedPoints _piped = new();

    /// <summary>Name of the metric; wildcards are allowed. Default: all.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(MetricCompleter))]
    [NotNull]
    [NameText]
    public string[] Name { get; set; } = [];

    /// <summary>Names of metrics without wildcards.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(MetricCompleter))]
    [NotNull]
    [NameText]
    public string[] LiteralName { get; set; } = [];

    /// <summary>A metric, as Get-MlDashMetric lists it: it is written whole. Of points, as a filter leaves them, just these are written.</summary>
    [Parameter(ValueFromPipeline = true)]
    [MetricSource]
    public object? InputObject { get; set; }

    /// <summary>Csv, Jsonl, Parquet or OpenMetrics. Default: by the extension of the file.</summary>
    [Parameter]
    [ValidateSet(nameof(MetricFormat.Csv), nameof(MetricFormat.Jsonl), nameof(MetricFormat.Parquet), nameof(MetricFormat.OpenMetrics))]
    public string? Format { get; set; }

    /// <summary>Fields to write; the time is always written. Default: all.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(FieldCompleter))]
    [NotNull]
    public string[] Field { get; set; } = [];

    /// <inheritdoc />
    protected override void Process()
    {
        if (!_piped.Take(Target, InputObject, CancelToken) && !_piped.IsRepeated(Target, InputObject))
            _asked.Add((Source, MetricFinder.Asked(InputObject, Name, LiteralName)));
    }

    /// <inheritdoc />
    protected override void Finish()
    {
        var target = FileSystemPath(Path);
        var format = FileFormats.OfMetric(Format, target);
        if (Found() is { Count: > 0 } metrics)
            Export(metrics, format, target);
        base.Finish();
    }

    private void Export(List<ExportedMetric> metrics, MetricFormat format, string target)
    {
        var (what, name) = metrics is [var only] ? ($"metric {only.Info.Name}", only.Info.Name) : ($"{metrics.Count} metrics", $"{metrics.Count} metrics");
        if (!ShouldProcess(target, $"Export {what} as {format}"))
            return;
        var query = new MetricQuery { Fields = Field, Since = Since, Until = Until };
        // OpenMetrics reads each field by itself.
        var total = WritesAll && format != MetricFormat.OpenMetrics ? metrics.Sum(metric => metric.Info.TotalPoints) : 0;
        var progress = Watched(AmountProgress.OfPoints(this, "Exporting metrics"));
        long left = 0;
        progress.Show(ExportAsync(progress.Start(name, total)));
        if (left > 0)
            WriteWarning(
                $"{left:N0} values of {ScreenText.Line(name)} were left out: OpenMetrics has no place for values without a time, "
                + "or with one that is not later than the one before.");
        Pass(target);

        async Task ExportAsync(IProgress<long> told) =>
            left = await MetricExport.ToFileAsync(metrics, query, format, target, Force, told, CancelToken).ConfigureAwait(false);
    }

    /// <summary>The metrics that are asked for, each once and whole, and the points of others that came down the pipeline.</summary>
    private List<ExportedMetric> Found()
    {
        var known = new HashSet<(string Root, string Prefix, string Name)>();
        List<ExportedMetric> found = [];
        foreach (var (experiment, names) in _asked)
        {
            foreach (var info in MetricFinder.Find(experiment, names, Report, CancelToken))
            {
                if (known.Add((experiment.Root, experiment.Prefix, info.Name)))
                    found.Add(new(experiment.Metric(info.Name), info, experiment.Prefix));
            }
        }

        foreach (var (experiment, points) in _piped.All)
        {
            if (!known.Contains((experiment.Root, experiment.Prefix, points.Name)))
                found.Add(new(points, points.Info, experiment.Prefix));
        }

        return found;
    }
}
