namespace MlDash.Sampling;

/// <summary>What is said on every system of this process and of those that it has started.</summary>
/// <param name="table">Where samples go.</param>
/// <param name="processors">Processors that may be used: the whole that the time is a share of.</param>
internal sealed class ProcessFields(SampleTable table, double processors)
{
    private readonly int _time = table.Add(SampleNames.ProcessTime, 2);
    private readonly int _memory = table.Add(SampleNames.ProcessMemory, 0);
    private readonly int _count = table.Add(SampleNames.ProcessCount, 0);
    private Counter _used;

    /// <summary>Notes a sample.</summary>
    /// <param name="used">Seconds of processor time that were used so far.</param>
    /// <param name="memory">Bytes in memory.</param>
    /// <param name="count">How many processes there are.</param>
    /// <param name="seconds">Seconds since the sample before.</param>
    public void Note(double used, double memory, int count, double seconds)
    {
        table.Note(_time, 100 * _used.Grow(used) / seconds / processors);
        table.Note(_memory, memory);
        table.Note(_count, count);
    }
}
