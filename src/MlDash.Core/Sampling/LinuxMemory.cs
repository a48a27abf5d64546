namespace MlDash.Sampling;

/// <summary>Memory and swap. Where a control group limits the memory, the limit is the whole.</summary>
internal sealed class LinuxMemory : ISampleSource
{
    private const double BytesPerKilobyte = 1024;

    private readonly MemoryFields _fields;
    private readonly KernelFile _machine;
    private readonly KernelFile? _group;
    private readonly KernelFile? _groupParts;
    private readonly byte[] _reclaimable;
    private readonly long? _limit;

    public LinuxMemory(SampleTable table, KernelFile machine, ControlGroup group)
    {
        (_fields, _machine, _limit) = (new(table), machine, group.Memory);
        _group = group.MemoryFile is { } file ? KernelFile.Open(file, 64) : null;
        _groupParts = group.MemoryParts is { } parts ? KernelFile.Open(parts) : null;
        _reclaimable = System.Text.Encoding.ASCII.GetBytes(group.ReclaimablePart);
    }

    /// <inheritdoc />
    public void Sample(double seconds)
    {
        double total = 0, available = 0, swap = 0, freeSwap = 0;
        var lines = new KernelWords(_machine.Read());
        while (lines.NextLine(out var line))
        {
            var words = new KernelWords(line);
            var name = words.Next();
            if (name.SequenceEqual("MemTotal"u8))
                total = words.NextNumber() * BytesPerKilobyte;
            else if (name.SequenceEqual("MemAvailable"u8))
                available = words.NextNumber() * BytesPerKilobyte;
            else if (name.SequenceEqual("SwapTotal"u8))
                swap = words.NextNumber() * BytesPerKilobyte;
            else if (name.SequenceEqual("SwapFree"u8))
                freeSwap = words.NextNumber() * BytesPerKilobyte;
        }

        if (_limit is { } limit && limit < total && _group is not null && _group.TryReadNumber(out var used))
        {
            total = limit;
            available = Math.Min(available, Math.Max(0, limit - used + Reclaimable()));
        }

        _fields.Note(total, available, swap, freeSwap);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _machine.Dispose();
        _group?.Dispose();
        _groupParts?.Dispose();
    }

    private double Reclaimable()
    {
        var lines = new KernelWords(_groupParts is null ? default : _groupParts.Read());
        while (lines.NextLine(out var line))
        {
            var words = new KernelWords(line);
            if (words.Next().SequenceEqual(_reclaimable))
                return words.NextNumber();
        }

        return 0;
    }
}
