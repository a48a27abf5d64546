using System.Diagnostics;
using System.Management.Automation;
using MlDash.Cmdlets.Waiting;
using MlDash.Errors;

namespace MlDash.Cmdlets.Base;

/// <summary>
/// The progress bar of long work. Counting is done on any thread; the bar is drawn by <see cref="Show{T}"/> on the pipeline's thread, about once a second,
/// so work that is over sooner has none.
/// </summary>
internal abstract class WorkProgress(Cmdlet command, string activity)
{
    private const int ActivityId = 7_140;
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1);

    private readonly Stopwatch _sinceDrawn = Stopwatch.StartNew();
    private readonly Stopwatch _elapsed = new();
    private bool _visible;

    /// <summary>What is worked on.</summary>
    protected string Name { get; private set; } = string.Empty;

    /// <summary>Waits for the work and draws its bar meanwhile. When this ends, so has the work, also where the pipeline was stopped.</summary>
    public T Show<T>(Task<T> work)
    {
        try
        {
            while (!AsyncBridge.HasEnded(work, _interval - _sinceDrawn.Elapsed))
                Draw();
        }
        finally
        {
            // Drawing throws when the pipeline is stopped, and work that is cancelled still has to put its files away.
            AsyncBridge.HasEnded(work, Timeout.InfiniteTimeSpan);
        }

        return AsyncBridge.Await(work);
    }

    /// <summary>Waits for the work and draws its bar meanwhile.</summary>
    public void Show(Task work)
    {
        Show(WithResult());

        async Task<bool> WithResult()
        {
            await work.ConfigureAwait(false);
            return true;
        }
    }

    /// <summary>Takes the bar away.</summary>
    public void Complete()
    {
        // The host clears the bars of a pipeline that was stopped, and takes no more records from it.
        if (_visible && !command.Stopping)
            command.WriteProgress(new ProgressRecord(ActivityId, ScreenText.Line(activity), "Done") { RecordType = ProgressRecordType.Completed });
        _visible = false;
    }

    /// <summary>Begins with another piece of work.</summary>
    protected void Restart(string name)
    {
        Name = name;
        _elapsed.Restart();
    }

    /// <summary>How the work stands.</summary>
    /// <param name="seconds">Since it began, more than 0.</param>
    protected abstract WorkState Now(double seconds);

    private void Draw()
    {
        _sinceDrawn.Restart();
        var seconds = Math.Max(_elapsed.Elapsed.TotalSeconds, 0.001);
        var now = Now(seconds);
        var rate = now.Done / seconds;
        command.WriteProgress(new ProgressRecord(ActivityId, ScreenText.Line(activity), ScreenText.Line(now.Text))
        {
            PercentComplete = now.Total > 0 ? (int)Math.Min(100, now.Done * 100 / now.Total) : -1,
            SecondsRemaining = rate > 0 && now.Total > now.Done ? (int)Math.Min(int.MaxValue, (now.Total - now.Done) / rate) : -1,
        });
        _visible = true;
    }
}

/// <summary>How far work has come.</summary>
/// <param name="Text">For people, with the rate.</param>
/// <param name="Done">How much is done.</param>
/// <param name="Total">How much there is; 0: not known.</param>
internal readonly record struct WorkState(string Text, double Done = 0, double Total = 0);
