namespace MlDash.Sampling;

/// <summary>The fields that samples have on every system: names with what is measured and, unless it is percent or bytes, the unit.</summary>
internal static class SampleNames
{
    /// <summary>Percent of all processors that may be used.</summary>
    public const string Processors = "cpu/utilization";

    /// <summary>Percent of all processors that this process and its children use: the same whole as <see cref="Processors"/>.</summary>
    public const string ProcessTime = "process/cpu/utilization";

    /// <summary>Bytes of memory of this process and its children.</summary>
    public const string ProcessMemory = "process/memory/used";

    /// <summary>This process and its children.</summary>
    public const string ProcessCount = "process/count";

    /// <summary>Bytes that are in use.</summary>
    public const string MemoryUsed = "memory/used";

    /// <summary>Bytes that can be had without swapping.</summary>
    public const string MemoryAvailable = "memory/available";

    /// <summary>Percent of the memory that is in use.</summary>
    public const string MemoryPercent = "memory/percent";

    /// <summary>Bytes of the swap that are in use.</summary>
    public const string SwapUsed = "swap/used";

    /// <summary>Percent of the swap that is in use.</summary>
    public const string SwapPercent = "swap/percent";

    /// <summary>Bytes a second from all disks.</summary>
    public const string DiskRead = "disk/read_bytes_per_second";

    /// <summary>Bytes a second to all disks.</summary>
    public const string DiskWritten = "disk/write_bytes_per_second";

    /// <summary>Bytes that are free where the experiment is kept.</summary>
    public const string DiskFree = "disk/free";

    /// <summary>Percent in use where the experiment is kept.</summary>
    public const string DiskPercent = "disk/percent";

    /// <summary>Bytes a second from the network.</summary>
    public const string NetworkReceived = "network/received_bytes_per_second";

    /// <summary>Bytes a second to the network.</summary>
    public const string NetworkSent = "network/sent_bytes_per_second";

    /// <summary>Processes that want to run, on average over one, five and fifteen minutes.</summary>
    public static IReadOnlyList<string> Load { get; } = ["load/1_minute", "load/5_minutes", "load/15_minutes"];

    /// <summary>Percent of one processor.</summary>
    public static string OneProcessor(int number) => $"cpu/{number}/utilization";

    /// <summary>Percent of the time that a graphics processor computes.</summary>
    public static string GraphicsUtilization(int index) => $"gpu/{index}/utilization";

    /// <summary>Bytes of its memory in use.</summary>
    public static string GraphicsMemory(int index) => $"gpu/{index}/memory/used";

    /// <summary>Percent of its memory in use.</summary>
    public static string GraphicsMemoryPercent(int index) => $"gpu/{index}/memory/percent";

    /// <summary>Its power.</summary>
    public static string GraphicsPower(int index) => $"gpu/{index}/power_watts";

    /// <summary>Its temperature.</summary>
    public static string GraphicsTemperature(int index) => $"gpu/{index}/temperature_celsius";
}
