using System.Management.Automation;
using MlDash.Charts;
using MlDash.Cmdlets.Binding;
using MlDash.Cmdlets.Views;
using MlDash.Metrics;
using MlDash.Series;

namespace MlDash.Cmdlets.Commands;

/// <summary>
/// Draws metrics of one or many experiments as curves in the terminal. The picture is text, a string for each row, so it can be kept and sent; with
/// <c>-Live</c> it is drawn again while the experiments record.
/// </summary>
[Cmdlet(VerbsCommon.Show, "MlDashMetric")]
[OutputType(typeof(string))]
public sealed class ShowMlDashMetricCommand : MetricsCommand
{
    private const string Braille = "⠁⣿";

    /// <summary>Buckets that are read for a cell: some for each of its columns of dots.</summary>
    private const int BucketsACell = 8;

    /// <summary>Rows of the window that are left for the prompt.</summary>
    private const int RowsOfPrompt = 2;

    private readonly List<(Experiment Experiment, string[] Names)> _asked = [];
    private readonly List<DrawnMetric> _metrics = [];
    private XAxis _axis = null!;

    /// <summary>Fields to draw. Default: the loss, else the first field that does not only count steps.</summary>
    [Parameter(Position = 1)]
    [ArgumentCompleter(typeof(FieldCompleter))]
    [NotNull]
    public string[] Field { get; set; } = [];

    /// <summary>
    /// What lies along x: Index, Time, RelativeTime (the time since the first point of each curve), or a field such as step. Default: Time, else the field
    /// step, else epoch, else Index.
    /// </summary>
    [Parameter]
    [Alias("X")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(XAxisCompleter))]
    public string XAxis { get; set; } = "Default";

    /// <summary>Draws equal factors along x as equal distances.</summary>
    [Parameter]
    public SwitchParameter LogX { get; set; }

    /// <summary>Draws equal factors along y as equal distances.</summary>
    [Parameter]
    [Alias("Log")]
    public SwitchParameter LogY { get; set; }

    /// <summary>
    /// How much curves are smoothed: for Ema and TimeWeightedEma from 0 to below 1, such as 0.9; for RunningMean the number of points; for Gaussian the
    /// standard deviation in points. Where there are colours, the curve as it was stays faintly visible. Default: not at all.
    /// </summary>
    [Parameter]
    [Alias("Smooth")]
    public double? Smoothing { get; set; }

    /// <summary>How curves are smoothed. Ema gives the values of TensorBoard, TimeWeightedEma those of Weights &amp; Biases.</summary>
    [Parameter]
    [ValidateSet(
        nameof(Series.SmoothingMethod.Ema), nameof(Series.SmoothingMethod.TimeWeightedEma), nameof(Series.SmoothingMethod.RunningMean),
        nameof(Series.SmoothingMethod.Gaussian))]
    public string SmoothingMethod { get; set; } = nameof(Series.SmoothingMethod.Ema);

    /// <summary>
    /// A metric, as Get-MlDashMetric lists it: it is drawn from this experiment, or from those of <c>-Experiment</c>. Of points, as a filter leaves them, just
    /// these are drawn.
    /// </summary>
    [Parameter(ValueFromPipeline = true)]
    [MetricSource]
    public override object? InputObject { get; set; }

    /// <summary>Cells of a row. Default: those of the window, 79 for a file.</summary>
    [Parameter]
    [ValidateRange(ChartOptions.LeastWidth, 1000)]
    [WholeNumber]
    public int? Width { get; set; }

    /// <summary>Rows of the picture. Default: those of the window, 22 for a file.</summary>
    [Parameter]
    [ValidateRange(ChartOptions.LeastHeight, 1000)]
    [WholeNumber]
    public int? Height { get; set; }

    /// <summary>What curves are drawn with. Default: Braille; Ascii where the output has no letters for it.</summary>
    [Parameter]
    [ValidateSet(nameof(ChartStyle.Braille), nameof(ChartStyle.Block), nameof(ChartStyle.Ascii))]
    public string? Style { get; set; }

    /// <summary>Draws the picture again on the screen while the experiments record, until all of them have ended. Ctrl-C ends it earlier.</summary>
    [Parameter]
    public SwitchParameter Live { get; set; }

    /// <summary>Seconds between two pictures of <c>-Live</c>.</summary>
    [Parameter]
    [ValidateRange(0.1, 3600.0)]
    public double Interval { get; set; } = 1;

    private bool HasColor =>
        Terminal.TakesColor(SessionState, isLast: Live || MyInvocation.PipelinePosition == MyInvocation.PipelineLength);

    /// <inheritdoc />
    protected override void Process()
    {
        if (!Piped.Take(Target, InputObject, CancelToken) && !Piped.IsRepeated(Target, InputObject))
            _asked.Add((Target, Asked));
    }

    /// <inheritdoc />
    protected override void Finish()
    {
        _axis = Commands.XAxis.Of(XAxis);
        if (Live && Piped.All.Count > 0)
            throw new ConfigurationException(
                "ConflictingParameters", "-Live cannot be combined with points from the pipeline.", "Give the name of the metric, or draw the points once.");
        if (Live)
        {
            Follow();
        }
        else
        {
            Read(Report);
            WriteObject(Draw(Report), enumerateCollection: true);
        }

        base.Finish();
    }

    private void Follow()
    {
        var picture = new LivePicture(Host);
        while (true)
        {
            // Asked before reading: what was recorded until the end is then in the last picture.
            var areRunning = _asked.Exists(asked => IsRunning(asked.Experiment));
            Read(areRunning ? _ => { } : Report);
            if (!areRunning || LivePicture.IsOnScreen)
            {
                var rows = Draw(areRunning ? _ => { } : Report);
                picture.Show(rows.Count > 0 || !areRunning ? rows : ["Waiting for points …"]);
            }

            if (!areRunning)
                return;
            Await(Task.Delay(TimeSpan.FromSeconds(Interval), CancelToken));
        }
    }

    private bool IsRunning(Experiment experiment)
    {
        if (experiment.IsOpen)
            return true;
        var stored = Await(MlDash.Experiment.StoreOf(experiment).Reader.GetAsync(experiment.Stored.Path, CancelToken));
        return stored?.Status == ExperimentStatus.Running;
    }

    /// <summary>Reads what has been recorded since the last time, also of metrics that have come since.</summary>
    private void Read(Action<Exception> report)
    {
        foreach (var (experiment, names) in _asked)
        {
            WriteQueued(experiment);
            foreach (var info in MetricFinder.Find(experiment, names, report, CancelToken))
            {
                if (_metrics.Exists(known => known.Info.Name == info.Name && ReferenceEquals(known.Experiment, experiment)))
                    continue;
                if (FieldsOf(info) is { Length: > 0 } fields)
                    _metrics.Add(Drawn(experiment, info, fields));
                else
                    report(NothingIn(info, experiment));
            }
        }

        foreach (var (experiment, points) in Piped.All)
        {
            if (FieldsOf(points.Info) is { Length: > 0 } fields)
                _metrics.Add(new DrawnPoints(experiment, points.Info, fields, _axis.Fields, new() { Since = Since, Until = Until }, points));
            else
                report(NothingIn(points.Info, experiment));
        }

        // What all metrics have may be another one each time: some have no points yet.
        _axis = Commands.XAxis.Of(XAxis).Settled(_metrics);
        foreach (var metric in _metrics)
            Await(metric.ReadOnAsync(_axis, CancelToken));
    }

    /// <summary>A smooth curve takes every point; any other is read as it is shown.</summary>
    private DrawnMetric Drawn(Experiment experiment, MetricInfo info, string[] fields) => Smoothing is not null
        ? new DrawnPoints(experiment, info, fields, _axis.Fields, new() { Since = Since, Until = Until })
        : new MetricBuckets(experiment, info, fields, new() { Since = Since, Until = Until, Buckets = Options(_axis).Width * BucketsACell });

    private string[] FieldsOf(MetricInfo info)
    {
        if (Field.Length > 0)
            return Field.Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
        return info.Last is { } last && Trend.FieldOf(last) is { } field ? [field] : [];
    }

    private IReadOnlyList<string> Draw(Action<Exception> report)
    {
        var curves = new MetricCurves(_metrics, Enum.Parse<SmoothingMethod>(SmoothingMethod, ignoreCase: true), Smoothing);
        var options = Options(_axis) with { Title = curves.Title };
        List<ChartLine> lines = [];
        foreach (var (line, metric, field) in curves.Lines())
        {
            if ((metric.Has(field) ? Chart.FaultOf(line, options) : MetricErrors.NoField(field, metric.Info, metric.Experiment.Prefix)) is { } fault)
                report(fault);
            else
                lines.Add(line);
        }

        if (lines.Count > Chart.Distinct(options.HasColor) && !Live)
            WriteWarning($"No more than {Chart.Distinct(options.HasColor)} of the {lines.Count} curves can be told apart. Choose fewer with -Experiment, -Name or -Field.");
        return lines.Count == 0 ? [] : Chart.Draw(lines, options);
    }

    private ChartOptions Options(XAxis axis)
    {
        var window = Terminal.SizeOf(Host);
        return new()
        {
            // A row as wide as the window would move the cursor to the next one on some terminals.
            Width = Width ?? Math.Max(window.Width - 1, ChartOptions.LeastWidth),
            Height = Height ?? Math.Max(window.Height - RowsOfPrompt, ChartOptions.LeastHeight),
            Style = Style is not null ? Enum.Parse<ChartStyle>(Style, ignoreCase: true) : Terminal.Shows(Braille) ? ChartStyle.Braille : ChartStyle.Ascii,
            HasColor = HasColor,
            XKind = axis.Kind,
            XLabel = axis.Label,
            HasLogX = LogX,
            HasLogY = LogY,
            Zone = TimeZoneInfo.Local,
        };
    }

    private static ExperimentException NothingIn(MetricInfo info, Experiment experiment) => new(
        "NothingToDraw",
        $"Metric '{info.Name}' of the experiment '{experiment}' cannot be drawn: {(info.Last is null ? "it has no points yet" : "its last point has no number")}.",
        "Choose a field with -Field, or wait for points with -Live.")
    { Category = FaultCategory.InvalidOperation, Target = info.Name };
}
