using System.Runtime.Versioning;

namespace MlDash.Sampling;

/// <summary>The sources of each system.</summary>
internal static class MachineSources
{
    /// <summary>What opens them; a source that a machine does not have is null, and one that cannot be opened throws.</summary>
    public static IEnumerable<Func<ISampleSource?>> Of(SampleTable table, SampledPlace place)
    {
        var nvidia = 0;
        yield return () =>
        {
            var graphics = NvidiaGraphics.Open(table, place.NvidiaLibrary);
            nvidia = graphics?.Count ?? 0;
            return graphics;
        };
        if (OperatingSystem.IsLinux())
        {
            foreach (var source in OfLinux(table, place))
                yield return source;
            yield return () => AmdGraphics.Open(table, place.Root, nvidia) ?? (ISampleSource?)RocmGraphics.Open(table, place.SearchPath, nvidia);
        }
        else
        {
            if (OperatingSystem.IsWindows())
            {
                foreach (var source in OfWindows(table, place))
                    yield return source;
            }

            if (OperatingSystem.IsMacOS())
                yield return OfMac(table);
            yield return () => new NetworkInterfaces(table);
        }

        yield return () => new FreeSpace(table, place.Folder);
    }

    private static IEnumerable<Func<ISampleSource?>> OfLinux(SampleTable table, SampledPlace place)
    {
        var root = place.Root;
        var group = ControlGroup.Find(root);
        yield return () => Open("proc/stat", file => new LinuxProcessors(table, file, group));
        yield return () => Open("proc/meminfo", file => new LinuxMemory(table, file, group));
        yield return () => new LinuxProcesses(table, root, group.Processors ?? CountProcessors(root), place.ProcessId);
        yield return () => Open("proc/diskstats", file => new LinuxDisks(table, file, root));
        yield return () => Open("proc/net/dev", file => new LinuxNetwork(table, file, root));
        yield return () => Open("proc/loadavg", file => new LinuxLoad(table, file));
        yield return () => LinuxTemperatures.Open(table, root);

        ISampleSource? Open(string path, Func<KernelFile, ISampleSource> source) =>
            KernelFile.Open(Path.Combine(root, path)) is { } file ? source(file) : null;
    }

    [SupportedOSPlatform("windows")]
    private static Func<ISampleSource?>[] OfWindows(SampleTable table, SampledPlace place) =>
        [
            () => new WindowsMachine(table), () => new WindowsProcessors(table), () => WindowsDisks.Open(table),
            () => new WindowsProcesses(table, place.ProcessId),
        ];

    [SupportedOSPlatform("macos")]
    private static Func<ISampleSource?> OfMac(SampleTable table) => () => new MacMachine(table);

    private static int CountProcessors(string root)
    {
        var count = (KernelFile.Text(Path.Combine(root, "proc/stat")) ?? string.Empty).Split('\n')
            .Count(line => line.StartsWith("cpu", StringComparison.Ordinal) && line.Length > 3 && char.IsAsciiDigit(line[3]));
        return Math.Max(1, count);
    }
}
