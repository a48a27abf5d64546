using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace MlDash.Sampling;

/// <summary>What Windows is asked. Performance counters are not: their names are translated, and the first one takes seconds.</summary>
[SupportedOSPlatform("windows")]
internal static partial class WindowsNative
{
    /// <summary>All processes, for a snapshot.</summary>
    public const uint SnapshotOfProcesses = 2;

    /// <summary>The right to ask a process for its times and its memory.</summary>
    public const uint QueryLimitedInformation = 0x1000;

    /// <summary>Asks for the times of each processor.</summary>
    public const int ProcessorPerformance = 8;

    /// <summary>IOCTL_DISK_PERFORMANCE.</summary>
    public const uint AskDiskPerformance = 0x70020;

    /// <summary>Others may read, write and delete.</summary>
    public const uint ShareAll = 7;

    /// <summary>Opens what is there.</summary>
    public const uint OpenExisting = 3;

    /// <summary>Times of all processors since the start, in tenths of a microsecond; the time of the kernel has the idle one in it.</summary>
    [LibraryImport("kernel32.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool GetSystemTimes(out long idle, out long kernel, out long user);

    /// <summary>Times of a process, in tenths of a microsecond.</summary>
    [LibraryImport("kernel32.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool GetProcessTimes(nint process, out long created, out long ended, out long kernel, out long user);

    /// <summary>Memory of the machine.</summary>
    [LibraryImport("kernel32.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool GlobalMemoryStatusEx(ref MemoryStatus status);

    /// <summary>Memory of a process.</summary>
    [LibraryImport("kernel32.dll", EntryPoint = "K32GetProcessMemoryInfo")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool GetProcessMemoryInfo(nint process, ref ProcessMemory memory, int size);

    /// <summary>Opens a process; zero when that is not allowed, or it has ended.</summary>
    [LibraryImport("kernel32.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial nint OpenProcess(uint access, [MarshalAs(UnmanagedType.Bool)] bool inherit, uint id);

    /// <summary>The processes of the machine.</summary>
    [LibraryImport("kernel32.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial nint CreateToolhelp32Snapshot(uint flags, uint process);

    /// <summary>The first process of a snapshot.</summary>
    [LibraryImport("kernel32.dll", EntryPoint = "Process32FirstW")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool FirstProcess(nint snapshot, ref ProcessEntry entry);

    /// <summary>The next process of a snapshot.</summary>
    [LibraryImport("kernel32.dll", EntryPoint = "Process32NextW")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool NextProcess(nint snapshot, ref ProcessEntry entry);

    /// <summary>Closes a handle.</summary>
    [LibraryImport("kernel32.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool CloseHandle(nint handle);

    /// <summary>What the kernel knows of the machine.</summary>
    [LibraryImport("ntdll.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int NtQuerySystemInformation(int kind, ref byte buffer, int size, out int length);

    /// <summary>The error of Windows that a status of the kernel means.</summary>
    [LibraryImport("ntdll.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int RtlNtStatusToDosError(int status);

    /// <summary>Opens a device.</summary>
    [LibraryImport("kernel32.dll", EntryPoint = "CreateFileW", StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial SafeFileHandle CreateFile(string name, uint access, uint share, nint security, uint disposition, uint flags, nint template);

    /// <summary>Asks a disk what it has done.</summary>
    [LibraryImport("kernel32.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool DeviceIoControl(
        SafeFileHandle device, uint code, nint input, int inputSize, out DiskPerformance output, int outputSize, out int length, nint overlapped);

    /// <summary>SYSTEM_PROCESSOR_PERFORMANCE_INFORMATION, in tenths of a microsecond.</summary>
    public struct ProcessorTimes
    {
        public long Idle;
        public long Kernel;
        public long User;
        public long DeferredCalls;
        public long Interrupt;
        public uint Interrupts;
    }

    /// <summary>DISK_PERFORMANCE.</summary>
    public unsafe struct DiskPerformance
    {
        public long BytesRead;
        public long BytesWritten;
        public long ReadTime;
        public long WriteTime;
        public long IdleTime;
        public uint Reads;
        public uint Writes;
        public uint QueueDepth;
        public uint Splits;
        public long QueryTime;
        public uint DeviceNumber;
        public fixed char Manager[8];
    }

    /// <summary>MEMORYSTATUSEX.</summary>
    public struct MemoryStatus
    {
        public uint Length;
        public uint Load;
        public ulong TotalPhysical;
        public ulong AvailablePhysical;
        public ulong TotalPageFile;
        public ulong AvailablePageFile;
        public ulong TotalVirtual;
        public ulong AvailableVirtual;
        public ulong AvailableExtendedVirtual;
    }

    /// <summary>PROCESS_MEMORY_COUNTERS.</summary>
    public struct ProcessMemory
    {
        public uint Size;
        public uint PageFaults;
        public nuint PeakWorkingSet;
        public nuint WorkingSet;
        public nuint PeakPagedPool;
        public nuint PagedPool;
        public nuint PeakNonPagedPool;
        public nuint NonPagedPool;
        public nuint PageFile;
        public nuint PeakPageFile;
    }

    /// <summary>PROCESSENTRY32W.</summary>
    public unsafe struct ProcessEntry
    {
        public uint Size;
        public uint Usage;
        public uint Id;
        public nuint Heap;
        public uint Module;
        public uint Threads;
        public uint Parent;
        public int Priority;
        public uint Flags;
        public fixed char File[260];
    }
}
