using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace MlDash.Sampling;

/// <summary>What macOS is asked.</summary>
[SupportedOSPlatform("macos")]
internal static partial class MacNative
{
    /// <summary>HOST_CPU_LOAD_INFO.</summary>
    public const int ProcessorLoad = 3;

    /// <summary>HOST_VM_INFO64.</summary>
    public const int Memory = 4;

    private const string Library = "libSystem.dylib";

    /// <summary>A value of the system by its name; null when it has none of this size.</summary>
    public static unsafe T? Ask<T>(string name)
        where T : unmanaged
    {
        T value = default;
        var size = (nuint)sizeof(T);
        return sysctlbyname(name, &value, ref size, null, 0) == 0 && size == (nuint)sizeof(T) ? value : null;
    }

    /// <summary>The machine, to ask it.</summary>
    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial uint mach_host_self();

    /// <summary>Asks the machine about its processors; sizes are in words of four bytes.</summary>
    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int host_statistics(uint host, int kind, out ProcessorTicks ticks, ref int size);

    /// <summary>Asks the machine about its memory; sizes are in words of four bytes.</summary>
    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int host_statistics64(uint host, int kind, out MemoryPages pages, ref int size);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial int sysctlbyname(string name, void* value, ref nuint size, void* given, nuint givenSize);

    /// <summary>host_cpu_load_info: ticks of all processors since the start.</summary>
    public struct ProcessorTicks
    {
        public uint User;
        public uint System;
        public uint Idle;
        public uint Nice;
    }

    /// <summary>vm_statistics64: pages, of which the first kinds are needed.</summary>
    public unsafe struct MemoryPages
    {
        public uint Free;
        public uint Active;
        public uint Inactive;
        public uint Wired;
        public fixed ulong Events[9];
        public uint Purgeable;
        public uint Speculative;
        public fixed ulong Compressions[4];
        public uint Compressor;
        public uint Throttled;
        public uint External;
        public uint Internal;
        public ulong Uncompressed;
    }

    /// <summary>xsw_usage: bytes of the swap.</summary>
    public struct SwapUsage
    {
        public ulong Total;
        public ulong Available;
        public ulong Used;
        public uint PageSize;
        public int IsEncrypted;
    }

    /// <summary>loadavg: averages as whole numbers, which the scale divides.</summary>
    public struct LoadAverages
    {
        public uint One;
        public uint Five;
        public uint Fifteen;
        public long Scale;
    }
}
