using MlDash.Context;
using MlDash.Protocol;

namespace MlDash.Storage.Local;

/// <summary>
/// The sign of life of an experiment that is recorded: the time of a file, which its recording renews. Of a process on another machine nothing else is known.
/// </summary>
internal sealed class Heartbeat : IDisposable
{
    /// <summary>The time of a file may be coarser than that of the run.</summary>
    private static readonly TimeSpan _slack = TimeSpan.FromSeconds(5);

    private readonly string _file;
    private readonly string _document;
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private readonly object _beating = new();
    private bool _hasEnded;

    /// <summary>Begins to beat.</summary>
    public Heartbeat(LocalLayout layout, TimeProvider clock)
    {
        (_file, _document, _clock) = (layout.Heartbeat, layout.Experiment, clock);
        Beat();
        _timer = clock.CreateTimer(_ => Beat(), null, SignsOfLife.Interval, SignsOfLife.Interval);
    }

    /// <summary>
    /// The experiment as it is seen from this machine: one that says it runs is lost when each run that is open was on another machine and has stopped giving
    /// signs of life. Tools that give none, such as the Python SDK, never lose one.
    /// </summary>
    /// <param name="record">The experiment, as its document says.</param>
    /// <param name="layout">Where it lies.</param>
    /// <param name="clock">What tells now.</param>
    public static ExperimentRecord Judge(ExperimentRecord record, LocalLayout layout, TimeProvider clock)
    {
        if (record.Status != ExperimentStatus.Running)
            return record;
        var open = record.Runs.Where(run => run.Status == ExperimentStatus.Running && RunLiveness.MayBeAlive(run)).ToList();
        if (open.Count == 0 || open.Any(run => run.HostName == Environment.MachineName) || LastSeen(layout.Heartbeat) is not { } seen)
            return record;
        // A sign from before the start of a run is of another tool, or of another run.
        var isSilent = clock.GetUtcNow() - seen > SignsOfLife.LongestSilence && open.All(run => seen >= run.StartedAt - _slack);
        return isSilent ? record with { Status = ExperimentStatus.Lost } : record;
    }

    /// <summary>Ends without a trace, when the run has ended.</summary>
    public void End()
    {
        Dispose();
        Try(() => File.Delete(_file));
    }

    /// <summary>Ends and leaves the last sign where it is.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        lock (_beating)
            _hasEnded = true;
    }

    private static DateTimeOffset? LastSeen(string file)
    {
        try
        {
            return new FileInfo(file) is { Exists: true } found ? found.LastWriteTimeUtc : null;
        }
        catch (Exception fault) when (BoundedFile.IsUnreadable(fault))
        {
            return null;
        }
    }

    private void Beat()
    {
        lock (_beating)
        {
            // A folder that was moved away gets none: nothing may come back to its old place.
            if (_hasEnded || !File.Exists(_document))
                return;
            Try(() =>
            {
                if (!File.Exists(_file))
                    File.Create(_file).Dispose();
                File.SetLastWriteTimeUtc(_file, _clock.GetUtcNow().UtcDateTime);
            });
        }
    }

    private static void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception fault) when (BoundedFile.IsUnreadable(fault))
        {
            // A sign of life that cannot be given is no reason to end.
        }
    }
}
