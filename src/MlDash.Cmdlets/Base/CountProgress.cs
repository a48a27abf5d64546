using System.Diagnostics;
using System.Management.Automation;
using MlDash.Storage.Outgoing;

namespace MlDash.Cmdlets;

/// <summary>
/// The progress bar of a whole experiment that goes to a server or comes from one. Counting is done on any thread; the bar is drawn by <see cref="Show"/>
/// on the pipeline's thread, about once a second.
/// </summary>
internal sealed class CountProgress(Cmdlet command, string activity) : IProgress<TransferCounts>
{
    private const int ActivityId = 7_141;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Stopwatch _elapsed = Stopwatch.StartNew();
    private volatile TransferCounts _counts = new();
    private string _name = string.Empty;
    private bool _visible;

    /// <summary>Begins with another experiment.</summary>
    public CountProgress Start(string name)
    {
        _name = name;
        _counts = new();
        _elapsed.Restart();
        return this;
    }

    public void Report(TransferCounts value) => _counts = value;

    /// <summary>Waits for the work and draws its bar meanwhile.</summary>
    public T Show<T>(Task<T> work)
    {
        try
        {
            while (!work.Wait(Interval))
                Draw();
        }
        catch (AggregateException)
        {
            // The error of the work itself comes out below.
        }

        return work.GetAwaiter().GetResult();
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
        var counts = _counts;
        var records = counts.Logs + counts.Points + counts.TrackEntries;
        var rate = records / _elapsed.Elapsed.TotalSeconds;
        command.WriteProgress(new ProgressRecord(ActivityId, activity, $"{_name}: {records:N0} records, {rate:N0} a second, {counts.Files:N0} files, {counts.Bytes / 1e6:N0} MB"));
        _visible = true;
    }
}
