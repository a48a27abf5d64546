using System.Diagnostics;
using System.Globalization;

namespace MlDash.Cmdlets.Capture;

/// <summary>One call of Write-Progress, as far as it is noted.</summary>
/// <param name="Id">Tells activities apart.</param>
/// <param name="Activity">The activity of the bar.</param>
/// <param name="Status">How it stands.</param>
/// <param name="PercentComplete">How much is done; negative: not known.</param>
/// <param name="Completed">Whether the activity ends.</param>
internal sealed record ProgressCall(int Id, string Activity, string Status, int PercentComplete, bool Completed)
{
    public override string ToString()
    {
        var text = Status.Length > 0 ? $"{Activity}: {Status}" : Activity;
        return PercentComplete < 0 ? text : string.Create(CultureInfo.InvariantCulture, $"{text} ({PercentComplete} %)");
    }
}

/// <summary>Makes few notes of many calls: one when an activity begins, one at its end, and one every ten seconds between.</summary>
internal sealed class ProgressNotes(StreamLog log)
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(10);

    private readonly Dictionary<int, (ProgressCall Last, bool Noted, long At)> _activities = [];

    /// <summary>Takes a call in.</summary>
    public void Add(ProgressCall call)
    {
        if (call.Completed)
        {
            End(call.Id);
            return;
        }

        var isNew = !_activities.TryGetValue(call.Id, out var known) || known.Last.Activity != call.Activity;
        if (isNew)
            End(call.Id);
        var isDue = isNew || Stopwatch.GetElapsedTime(known.At) >= _interval;
        if (isDue)
            log.Progress(call.ToString());
        _activities[call.Id] = (call, isDue, isDue ? Stopwatch.GetTimestamp() : known.At);
    }

    /// <summary>Notes how far the activities have come that nobody has ended.</summary>
    public void EndAll()
    {
        foreach (var id in _activities.Keys.ToList())
            End(id);
    }

    private void End(int id)
    {
        if (_activities.Remove(id, out var ended) && !ended.Noted)
            log.Progress(ended.Last.ToString());
    }
}
