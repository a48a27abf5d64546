using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Versioning;

namespace MlDash.Sampling;

/// <summary>Processors and memory of a Windows machine.</summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsMachine(SampleTable table) : ISampleSource
{
    private readonly int _processors = table.Add(SampleNames.Processors, 2);
    private readonly MemoryFields _memory = new(table);
    private Counter _idle;
    private Counter _whole;

    /// <inheritdoc />
    public void Sample(double seconds)
    {
        if (!WindowsNative.GetSystemTimes(out var idle, out var kernel, out var user))
            throw new Win32Exception();
        var passed = _whole.Grow(kernel + user);
        var rested = _idle.Grow(idle);
        table.Note(_processors, Math.Clamp(100 * (passed - rested) / passed, 0, 100));

        var status = new WindowsNative.MemoryStatus { Length = (uint)Unsafe.SizeOf<WindowsNative.MemoryStatus>() };
        if (!WindowsNative.GlobalMemoryStatusEx(ref status))
            throw new Win32Exception();
        // What may be committed is the memory and the page file together.
        double pageFile = status.TotalPageFile > status.TotalPhysical ? status.TotalPageFile - status.TotalPhysical : 0;
        double freePageFile = status.AvailablePageFile > status.AvailablePhysical ? status.AvailablePageFile - status.AvailablePhysical : 0;
        _memory.Note(status.TotalPhysical, status.AvailablePhysical, pageFile, Math.Min(freePageFile, pageFile));
    }

    /// <inheritdoc />
    public void Dispose()
    {
        // Nothing is kept open.
    }
}
