using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;
using MlDash.Errors;
using MlDash.Export;

namespace MlDash.Cmdlets.Commands;

/// <summary>Writes the points of a metric to a file, streaming. Nothing is overwritten without <c>-Force</c>, and nothing half-written is left.</summary>
[Cmdlet(VerbsData.Export, "MlDashMetric", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportMlDashMetricCommand : ExportCommand
{
    /// <summary>Name of the metric.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(MetricCompleter))]
    public string Name { get; set; } = null!;

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
        var experiment = Source;
        var metric = experiment.Metric(Name);
        var target = FileSystemPath(Path);
        var format = FileFormats.OfMetric(Format, target);
        if (!ShouldProcess(target, $"Export metric {Name} as {format}"))
            return;
        var query = new MetricQuery { Fields = Field, Since = Since, Until = Until };
        var progress = Watched(AmountProgress.OfPoints(this, "Exporting metrics"));
        long left = 0;
        progress.Show(ExportAsync(progress.Start(Name, Total(metric, format))));
        if (left > 0)
            WriteWarning(
                $"{left:N0} values of {ScreenText.Line(Name)} were left out: OpenMetrics has no place for values without a time, or with one that is not later than the one before.");
        Pass(target);

        async Task ExportAsync(IProgress<long> told) =>
            left = await MetricExport.ToFileAsync(metric, experiment.Prefix, query, format, target, Force, told, CancelToken).ConfigureAwait(false);
    }

    /// <summary>How many points there are to write, where that is known; OpenMetrics reads each field by itself.</summary>
    private long Total(ExperimentMetric metric, MetricFormat format) =>
        WritesAll && format != MetricFormat.OpenMetrics ? Await(metric.GetInfoAsync(CancelToken))?.TotalPoints ?? 0 : 0;
}
