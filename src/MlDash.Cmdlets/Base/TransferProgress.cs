using System.Diagnostics;
using System.Management.Automation;

namespace MlDash.Cmdlets;

/// <summary>
/// The progress bar of a file that is copied. Bytes are counted on whatever thread copies; the bar is drawn by <see cref="Show"/> on the pipeline's thread,
/// about once a second, with rate and time left.
/// </summary>
internal sealed class TransferProgress(Cmdlet command, string activity) : IProgress<long>
{
    private const int ActivityId = 7_140;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Stopwatch _elapsed = new();
    private TimeSpan _shown;
    private long _copied;
    private long _total;
    private string _name = string.Empty;
    private bool _visible;

    /// <summary>Begins with another file.</summary>
    public void Start(string name, long total)
    {
        (_name, _total) = (name, total);
        Volatile.Write(ref _copied, 0);
        _shown = TimeSpan.Zero;
        _elapsed.Restart();
    }

    public void Report(long value) => Volatile.Write(ref _copied, value);

    /// <summary>Waits for a copy and draws its bar meanwhile.</summary>
    public T Show<T>(Task<T> copy)
    {
        try
        {
            while (!copy.Wait(Interval))
                Draw();
        }
        catch (AggregateException)
        {
            // The error of the copy itself comes out below.
        }

        return copy.GetAwaiter().GetResult();
    }

    /// <summary>Takes the bar away.</summary>
    public void Complete()
    {
        if (_visible)
            command.WriteProgress(new ProgressRecord(ActivityId, activity, "Done") { RecordType = ProgressRecordType.Completed });
        _visible = false;
    }

    private void Draw()
    {
        if (_elapsed.Elapsed - _shown < Interval)
            return;
        _shown = _elapsed.Elapsed;
        var copied = Volatile.Read(ref _copied);
        var rate = copied / _elapsed.Elapsed.TotalSeconds;
        command.WriteProgress(new ProgressRecord(ActivityId, activity, $"{_name}: {copied / 1e6:N0} of {_total / 1e6:N0} MB, {rate / 1e6:N0} MB/s")
        {
            PercentComplete = _total > 0 ? (int)Math.Min(100, copied * 100 / _total) : -1,
            SecondsRemaining = rate > 0 && _total > copied ? (int)((_total - copied) / rate) : -1,
        });
        _visible = true;
    }
}
