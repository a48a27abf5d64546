using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace MlDash.Sampling;

/// <summary>What Windows is asked. Performance counters are not: their names are translated, and the first one takes seconds.</summary>
[SupportedOSPlatform("windows")]
internal static partial class WindowsNative
{
    /// <summary>All processes, for a snapshot.</summary>
    public const uint SnapshotOfProcesses = 2;

    /// <summary>The right to ask a process for its times and its memory.</summary>
    public const uint QueryLimitedInformation = 0x1000;

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
