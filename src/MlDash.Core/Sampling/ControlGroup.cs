namespace MlDash.Sampling;

/// <summary>
/// The limits of the control group of this process, as containers and job schedulers set them, in both versions that Linux has. What such a group may use is
/// the whole that its shares are of.
/// </summary>
internal sealed class ControlGroup
{
    private const double MicrosecondsPerSecond = 1e6;
    private const double NanosecondsPerSecond = 1e9;

    /// <summary>Version 1 says a number about the size of the address space when there is no limit.</summary>
    private const long Unlimited = 1L << 60;

    /// <summary>Processors that it may use; null when there is no limit.</summary>
    public double? Processors { get; private init; }

    /// <summary>Bytes of memory that it may use; null when there is no limit.</summary>
    public long? Memory { get; private init; }

    /// <summary>The file that says how long it has used processors; null when they are not limited.</summary>
    public string? TimeFile { get; private init; }

    /// <summary>What a number of <see cref="TimeFile"/> is divided by for seconds.</summary>
    public double TicksPerSecond { get; private init; }

    /// <summary>The file that says how much memory it uses; null when that is not limited.</summary>
    public string? MemoryFile { get; private init; }

    /// <summary>The file of the parts of that memory.</summary>
    public string? MemoryParts { get; private init; }

    /// <summary>The part that the kernel gives back when memory is needed.</summary>
    public string ReclaimablePart { get; private init; } = string.Empty;

    /// <summary>The limits of this process.</summary>
    /// <param name="root">The root folder of the system.</param>
    public static ControlGroup Find(string root)
    {
        var groups = (KernelFile.Text(Path.Combine(root, "proc/self/cgroup")) ?? string.Empty).Split('\n').Select(line => line.Split(':', 3))
            .Where(parts => parts.Length == 3).ToList();
        var hierarchy = Path.Combine(root, "sys/fs/cgroup");
        return File.Exists(Path.Combine(hierarchy, "cgroup.controllers"))
            ? OfVersion2(hierarchy, PathOf(groups, string.Empty))
            : OfVersion1(hierarchy, groups);
    }

    private static ControlGroup OfVersion2(string hierarchy, string path)
    {
        var folders = Folders(hierarchy, path);
        var (processors, byProcessors) = Tightest(folders, folder =>
            (KernelFile.Text(Path.Combine(folder, "cpu.max")) ?? string.Empty).Split(' ') is [var quota, var period] ? Share(quota, period) : null);
        var (memory, byMemory) = Tightest(folders, folder =>
            long.TryParse(KernelFile.Text(Path.Combine(folder, "memory.max")), out var limit) ? limit : null);
        return new()
        {
            Processors = processors,
            Memory = (long?)memory,
            TimeFile = In(byProcessors, "cpu.stat"),
            TicksPerSecond = MicrosecondsPerSecond,
            MemoryFile = In(byMemory, "memory.current"),
            MemoryParts = In(byMemory, "memory.stat"),
            ReclaimablePart = "inactive_file",
        };
    }

    private static ControlGroup OfVersion1(string hierarchy, List<string[]> groups)
    {
        var (processors, byProcessors) = Tightest(Folders(Path.Combine(hierarchy, "cpu"), PathOf(groups, "cpu")), folder => Share(
            KernelFile.Text(Path.Combine(folder, "cpu.cfs_quota_us")), KernelFile.Text(Path.Combine(folder, "cpu.cfs_period_us"))));
        var (memory, byMemory) = Tightest(Folders(Path.Combine(hierarchy, "memory"), PathOf(groups, "memory")), folder =>
            KernelFile.Number(Path.Combine(folder, "memory.limit_in_bytes")) is { } limit and < Unlimited ? limit : null);
        var time = byProcessors is null ? null : Path.Combine(hierarchy, "cpuacct", Path.GetRelativePath(Path.Combine(hierarchy, "cpu"), byProcessors));
        return new()
        {
            Processors = processors,
            Memory = (long?)memory,
            TimeFile = In(time, "cpuacct.usage"),
            TicksPerSecond = NanosecondsPerSecond,
            MemoryFile = In(byMemory, "memory.usage_in_bytes"),
            MemoryParts = In(byMemory, "memory.stat"),
            ReclaimablePart = "total_inactive_file",
        };
    }

    /// <summary>The path of the group for a controller; of version 2, which has one for all, for an empty name.</summary>
    private static string PathOf(List<string[]> groups, string controller) =>
        groups.FirstOrDefault(group => group[1].Split(',').Contains(controller))?[2] ?? "/";

    /// <summary>
    /// The folder of a group and those above it: each may set a limit. In a container the path is often that outside of it, where nothing is.
    /// </summary>
    private static List<string> Folders(string hierarchy, string path)
    {
        var folders = new List<string>();
        // A group outside of the namespace of this process is written with steps up.
        var inside = path.Contains("..", StringComparison.Ordinal) ? string.Empty : path.Trim('/');
        for (var rest = inside; rest.Length > 0; rest = rest[..Math.Max(0, rest.LastIndexOf('/'))])
            folders.Add(Path.Combine(hierarchy, rest));
        folders.Add(hierarchy);
        return folders;
    }

    private static (double? Limit, string? Folder) Tightest(List<string> folders, Func<string, double?> limit) =>
        folders.Select(folder => (Limit: limit(folder), Folder: (string?)folder)).Where(known => known.Limit is not null).DefaultIfEmpty()
            .MinBy(known => known.Limit ?? double.PositiveInfinity);

    private static double? Share(string? quota, string? period) =>
        long.TryParse(quota, out var used) && long.TryParse(period, out var whole) && used > 0 && whole > 0 ? (double)used / whole : null;

    private static string? In(string? folder, string file) => folder is null ? null : Path.Combine(folder, file);
}
