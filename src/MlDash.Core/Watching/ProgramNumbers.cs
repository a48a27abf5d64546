namespace MlDash.Watching;

/// <summary>Records numbers in the lines of a program as points, at the time of the line. A line that does not match is skipped.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="patterns">What to look for.</param>
public sealed class ProgramNumbers(Experiment experiment, IReadOnlyList<NumberPattern> patterns) : ILineSink
{
    /// <summary>A thread for each stream, so a clock for each.</summary>
    private readonly AppendClock[] _clocks = [new(), new()];
    private MlDashException? _fault;

    /// <summary>Why the last point that was not recorded was not, if so.</summary>
    public MlDashException? Fault => _fault;

    /// <inheritdoc />
    public void Take(in OutputLine line)
    {
        if (patterns.Count == 0 || line.Part > 0 || !experiment.IsOpen)
            return;
        var text = line.Text.ToString();
        var seconds = (line.Time - DateTimeOffset.UnixEpoch).TotalSeconds;
        foreach (var pattern in patterns)
        {
            var fields = pattern.Fields(text);
            if (fields.Count == 0)
                continue;
            try
            {
                experiment.Metric(pattern.Metric).Append(fields, _clocks[(int)line.Stream], seconds);
            }
            catch (MlDashException fault)
            {
                Volatile.Write(ref _fault, fault);
            }
        }
    }
}
