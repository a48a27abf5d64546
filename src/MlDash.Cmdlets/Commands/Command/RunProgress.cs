using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using MlDash.Errors;

namespace MlDash.Cmdlets.Commands;

/// <summary>The bar of a measurement. It is drawn between runs, never while one is measured.</summary>
internal sealed class RunProgress(Cmdlet command, int total) : IDisposable
{
    private const int ActivityId = 7_141;
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(250);

    private readonly Stopwatch _elapsed = Stopwatch.StartNew();
    private TimeSpan _drawn = -_interval;
    private int _done = -1;
    private bool _visible;

    /// <summary>Begins the next run.</summary>
    /// <param name="variant">The variant.</param>
    /// <param name="turn">Its number; below 1 it is not measured.</param>
    /// <param name="runs">The runs of the variant that were measured.</param>
    public void Next(string variant, int turn, IReadOnlyList<MeasuredRun> runs)
    {
        _done++;
        // The first run begins at once: most often all of them are over before a bar could be read.
        if (_done == 0 || _elapsed.Elapsed - _drawn < _interval)
            return;
        _drawn = _elapsed.Elapsed;
        var mean = runs.Count > 0 ? string.Create(CultureInfo.InvariantCulture, $", {runs.Average(run => run.Seconds):0.000} s each") : string.Empty;
        var text = $"{(variant.Length > 0 ? variant + ": " : string.Empty)}{(turn < 1 ? "warm-up" : $"run {turn}")}{mean}";
        command.WriteProgress(new ProgressRecord(ActivityId, "Measuring", ScreenText.Line(text))
        {
            PercentComplete = (int)(_done * 100L / total),
            SecondsRemaining = (int)Math.Min(int.MaxValue, _elapsed.Elapsed.TotalSeconds / _done * (total - _done)),
        });
        _visible = true;
    }

    /// <summary>Takes the bar away.</summary>
    public void Dispose()
    {
        if (_visible && !command.Stopping)
            command.WriteProgress(new ProgressRecord(ActivityId, "Measuring", "Done") { RecordType = ProgressRecordType.Completed });
    }
}
