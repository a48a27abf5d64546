namespace MlDash.Sampling;

/// <summary>How full the disk is where the experiment is kept.</summary>
internal sealed class FreeSpace(SampleTable table, string folder) : ISampleSource
{
    /// <summary>It changes slowly, and asking a disk of the network takes its time.</summary>
    private const int SamplesBetween = 10;

    private readonly int _free = table.Add(SampleNames.DiskFree, 0);
    private readonly int _percent = table.Add(SampleNames.DiskPercent, 2);
    private readonly DriveInfo _disk = new(Path.GetFullPath(folder));
    private int _round;

    /// <inheritdoc />
    public void Sample(double seconds)
    {
        if (_round++ % SamplesBetween != 0)
            return;
        double free = _disk.AvailableFreeSpace, total = _disk.TotalSize;
        table.Note(_free, free);
        table.Note(_percent, 100 * (total - free) / total);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        // Nothing is kept open.
    }
}
