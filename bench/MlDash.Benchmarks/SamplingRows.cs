using System.Globalization;
using MlDash.Recording;

namespace MlDash.Benchmarks;

/// <summary>What it costs to record the load of the machine.</summary>
internal static class SamplingRows
{
    private const double Goal = 0.005;

    /// <summary>The runtime compiles what runs often, which an experiment of hours pays once.</summary>
    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan _time = TimeSpan.FromSeconds(60);

    public static Row Share(Workspace workspace)
    {
        // What the runtime does of itself is in both.
        var without = ShareOf(workspace, new());
        var with = ShareOf(workspace, new() { SystemMetricsInterval = TimeSpan.FromSeconds(10) });
        return new(
            "recording the load of the machine, once it is warm: processor time as a share of one core", "an open experiment without it",
            string.Create(CultureInfo.InvariantCulture, $"≤ {Goal} more"),
            string.Create(CultureInfo.InvariantCulture, $"{with - without:0.0000} more ({with:0.0000} against {without:0.0000})"), with - without <= Goal);
    }

    private static double ShareOf(Workspace workspace, RecordingOptions options)
    {
        var experiment = workspace.Start(options: options);
        Thread.Sleep(_warmUp);
        var before = Environment.CpuUsage.TotalTime;
        Thread.Sleep(_time);
        var used = Environment.CpuUsage.TotalTime - before;
        experiment.CompleteAsync(ExperimentStatus.Completed).GetAwaiter().GetResult();
        return used / _time;
    }
}
