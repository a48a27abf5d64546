using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MlDash.Watching;

/// <summary>A job object of Windows: processes that are counted and ended together.</summary>
internal sealed unsafe partial class JobObject : IDisposable
{
    private const int BasicAccounting = 1;
    private const int ExtendedLimits = 9;
    private const uint EndedByForce = 1;

    private readonly SafeFileHandle _job = new(Create(0, 0), ownsHandle: true);

    /// <summary>Processor time of all of them; null when the system does not say.</summary>
    public TimeSpan? CpuTime
    {
        get
        {
            var accounting = default(Accounting);
            return Query(_job, BasicAccounting, &accounting, (uint)sizeof(Accounting), 0) && accounting.UserTime + accounting.KernelTime is var time and > 0
                ? TimeSpan.FromTicks(time)
                : null;
        }
    }

    /// <summary>The most memory they had together; null when the system does not say.</summary>
    public long? PeakMemory
    {
        get
        {
            var limits = default(Limits);
            return Query(_job, ExtendedLimits, &limits, (uint)sizeof(Limits), 0) && limits.PeakJobMemory > 0 ? (long)limits.PeakJobMemory : null;
        }
    }

    /// <summary>Adds a process; those it starts from now on belong to the job, too.</summary>
    /// <returns>Whether it is in the job.</returns>
    public bool Add(SafeProcessHandle process) => Assign(_job, process);

    /// <summary>Ends all of them.</summary>
    public void End() => Terminate(_job, EndedByForce);

    public void Dispose() => _job.Dispose();

    [LibraryImport("kernel32", EntryPoint = "CreateJobObjectW")]
    private static partial nint Create(nint security, nint name);

    [LibraryImport("kernel32", EntryPoint = "AssignProcessToJobObject")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool Assign(SafeFileHandle job, SafeProcessHandle process);

    [LibraryImport("kernel32", EntryPoint = "TerminateJobObject")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool Terminate(SafeFileHandle job, uint code);

    [LibraryImport("kernel32", EntryPoint = "QueryInformationJobObject")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool Query(SafeFileHandle job, int kind, void* information, uint size, nint returned);

    /// <summary>JOBOBJECT_BASIC_ACCOUNTING_INFORMATION.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Accounting
    {
        public long UserTime;
        public long KernelTime;
        public long PeriodUserTime;
        public long PeriodKernelTime;
        public uint PageFaults;
        public uint Processes;
        public uint ActiveProcesses;
        public uint EndedProcesses;
    }

    /// <summary>JOBOBJECT_EXTENDED_LIMIT_INFORMATION on 64 bits.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 144)]
    private struct Limits
    {
        [FieldOffset(136)]
        public nuint PeakJobMemory;
    }
}
