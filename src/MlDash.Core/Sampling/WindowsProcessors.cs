using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace MlDash.Sampling;

/// <summary>How busy each processor of a Windows machine is, in percent. On a machine with several groups of processors, those of the own group.</summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsProcessors(SampleTable table) : ISampleSource
{
    private readonly WindowsNative.ProcessorTimes[] _times = new WindowsNative.ProcessorTimes[Environment.ProcessorCount];
    private readonly Processor[] _processors =
        [.. Enumerable.Range(0, Environment.ProcessorCount).Select(number => new Processor(table.Add(SampleNames.OneProcessor(number), 2)))];

    /// <inheritdoc />
    public void Sample(double seconds)
    {
        var bytes = MemoryMarshal.AsBytes(_times.AsSpan());
        var status = WindowsNative.NtQuerySystemInformation(
            WindowsNative.ProcessorPerformance, ref MemoryMarshal.GetReference(bytes), bytes.Length, out var length);
        if (status != 0)
            throw new Win32Exception(WindowsNative.RtlNtStatusToDosError(status));
        for (var at = 0; at < Math.Min(_times.Length, length / Marshal.SizeOf<WindowsNative.ProcessorTimes>()); at++)
        {
            ref readonly var times = ref _times[at];
            // The time of the kernel has the idle one in it.
            var passed = _processors[at].Whole.Grow(times.Kernel + times.User);
            var rested = _processors[at].Idle.Grow(times.Idle);
            table.Note(_processors[at].Field, Math.Clamp(100 * (passed - rested) / passed, 0, 100));
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        // Nothing is kept open.
    }

    private sealed class Processor(int number)
    {
        public Counter Whole;
        public Counter Idle;

        public int Field { get; } = number;
    }
}
