using System.Runtime.CompilerServices;
using System.Runtime.Versioning;

namespace MlDash.Sampling;

/// <summary>Processors, memory and load of a Mac.</summary>
[SupportedOSPlatform("macos")]
internal sealed class MacMachine(SampleTable table) : ISampleSource
{
    private readonly int _processors = table.Add(SampleNames.Processors, 2);
    private readonly int[] _load = [.. SampleNames.Load.Select(name => table.Add(name, 2))];
    private readonly MemoryFields _memory = new(table);
    private readonly uint _host = MacNative.mach_host_self();
    private readonly double _total = MacNative.Ask<ulong>("hw.memsize") ?? throw new NotSupportedException("The system does not tell its memory.");
    private Counter _whole;
    private Counter _idle;

    /// <inheritdoc />
    public void Sample(double seconds)
    {
        SampleProcessors();
        SampleMemory();
        if (MacNative.Ask<MacNative.LoadAverages>("vm.loadavg") is not { Scale: > 0 } load)
            return;
        table.Note(_load[0], (double)load.One / load.Scale);
        table.Note(_load[1], (double)load.Five / load.Scale);
        table.Note(_load[2], (double)load.Fifteen / load.Scale);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        // Nothing is kept open.
    }

    private void SampleProcessors()
    {
        var size = Unsafe.SizeOf<MacNative.ProcessorTicks>() / sizeof(int);
        if (MacNative.host_statistics(_host, MacNative.ProcessorLoad, out var ticks, ref size) != 0)
            return;
        var passed = _whole.Grow((double)ticks.User + ticks.System + ticks.Idle + ticks.Nice);
        var rested = _idle.Grow(ticks.Idle);
        table.Note(_processors, Math.Clamp(100 * (passed - rested) / passed, 0, 100));
    }

    private void SampleMemory()
    {
        var size = Unsafe.SizeOf<MacNative.MemoryPages>() / sizeof(int);
        if (MacNative.host_statistics64(_host, MacNative.Memory, out var pages, ref size) != 0)
            return;
        var swap = MacNative.Ask<MacNative.SwapUsage>("vm.swapusage") ?? default;
        _memory.Note(_total, ((double)pages.Free + pages.Inactive) * Environment.SystemPageSize, swap.Total, swap.Available);
    }
}
