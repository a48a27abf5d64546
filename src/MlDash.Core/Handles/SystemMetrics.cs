using System.Diagnostics.CodeAnalysis;
using MlDash.Sampling;

namespace MlDash.Handles;

/// <summary>
/// Records the load of this machine into an open experiment, as one metric: a sample each second, a point with mean and maximum of each field at an interval.
/// Nothing of it is ever a reason that the experiment fails.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Its end is StopAsync, which waits for what is being sampled.")]
internal sealed class SystemMetrics
{
    /// <summary>The metric that it records.</summary>
    public const string MetricName = "system";

    /// <summary>The time between two samples.</summary>
    private static readonly TimeSpan _step = TimeSpan.FromSeconds(1);

    /// <summary>A driver that hangs holds up the end of an experiment no longer than this.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    private readonly Experiment _experiment;
    private readonly TimeSpan _interval;
    private readonly AppendClock _times = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;

    /// <summary>Begins to sample.</summary>
    /// <param name="experiment">The experiment; it is open.</param>
    /// <param name="interval">The time between two points.</param>
    public SystemMetrics(Experiment experiment, TimeSpan interval)
    {
        (_experiment, _interval) = (experiment, interval);
        _loop = Task.Run(SampleAsync);
    }

    /// <summary>Takes a last sample, records it, and ends. Records that come after the end of the experiment are refused, as of anybody.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        try
        {
            await _loop.WaitAsync(_patience, _experiment.Store.Clock).ConfigureAwait(false);
            _stopping.Dispose();
        }
        catch (TimeoutException)
        {
            // What hangs is left behind; its process ends it.
        }
    }

    private async Task SampleAsync()
    {
        try
        {
            var place = new SampledPlace(_experiment.Folder ?? Path.GetTempPath(), Environment.ProcessId);
            using var sampler = new MachineSampler(place, _experiment.Store.Clock, Note);
            await SampleAsync(sampler).ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            Note($"The machine is not measured any longer. {fault.Message}");
        }
    }

    private async Task SampleAsync(MachineSampler sampler)
    {
        var clock = _experiment.Store.Clock;
        using var timer = new PeriodicTimer(_step < _interval ? _step : _interval, clock);
        var began = clock.GetTimestamp();
        sampler.Sample();
        while (await NextAsync(timer).ConfigureAwait(false))
        {
            sampler.Sample();
            if (clock.GetElapsedTime(began) < _interval)
                continue;
            began = clock.GetTimestamp();
            Record(sampler);
        }

        sampler.Sample();
        Record(sampler);
    }

    private async Task<bool> NextAsync(PeriodicTimer timer)
    {
        try
        {
            return await timer.WaitForNextTickAsync(_stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private void Record(MachineSampler sampler)
    {
        if (!sampler.HasSamples)
            return;
        var fields = sampler.Take();
        try
        {
            _experiment.Metric(MetricName).Append(fields, _times);
        }
        catch (MlDashException)
        {
            // Somebody has protected the experiment; he may lift that again.
        }
    }

    private void Note(string text)
    {
        try
        {
            _experiment.Log.Write(LogLevel.Debug, text);
        }
        catch (MlDashException)
        {
            // The experiment takes no records any longer; then it needs no note either.
        }
    }
}
