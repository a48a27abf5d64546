namespace MlDash.Sampling;

/// <summary>The fields of memory that every system has.</summary>
internal sealed class MemoryFields(SampleTable table)
{
    private readonly int _used = table.Add(SampleNames.MemoryUsed, 0);
    private readonly int _available = table.Add(SampleNames.MemoryAvailable, 0);
    private readonly int _percent = table.Add(SampleNames.MemoryPercent, 2);
    private readonly int _swapUsed = table.Add(SampleNames.SwapUsed, 0);
    private readonly int _swapPercent = table.Add(SampleNames.SwapPercent, 2);

    /// <summary>Notes a sample, in bytes. A machine without swap has nothing to say of it.</summary>
    public void Note(double total, double available, double swap, double freeSwap)
    {
        table.Note(_used, total - available);
        table.Note(_available, available);
        table.Note(_percent, 100 * (total - available) / total);
        if (swap <= 0)
            return;
        table.Note(_swapUsed, swap - freeSwap);
        table.Note(_swapPercent, 100 * (swap - freeSwap) / swap);
    }
}
