using System.Globalization;
using MlDash.Sampling;

namespace MlDash.Watching;

/// <summary>
/// A process and those it started, by the files of <c>/proc</c>; on a system without it, nothing. Processes are remembered when they were seen once, also when
/// the one between has ended and they belong to another.
/// </summary>
internal sealed class ProcessTree(int root)
{
    private const string Folder = "/proc";

    private readonly object _gate = new();
    private readonly Dictionary<int, double> _known = [];
    private long _peak;

    /// <summary>The most memory that a process itself had; null when it is not known.</summary>
    public static long? PeakOf(int process) => Line(process, "VmHWM:");

    /// <summary>Looks at the memory of all of them.</summary>
    /// <returns>The most that was seen so far; null when nothing was.</returns>
    public long? Sample()
    {
        lock (_gate)
        {
            Look();
            long together = 0;
            foreach (var process in _known.Keys.Append(root))
            {
                together += Line(process, "VmRSS:") ?? 0;
                _peak = Math.Max(_peak, PeakOf(process) ?? 0);
            }

            _peak = Math.Max(_peak, together);
            return _peak > 0 ? _peak : null;
        }
    }

    /// <summary>All that run now, without the process itself.</summary>
    public IReadOnlyList<int> Descendants()
    {
        lock (_gate)
        {
            Look();
            return [.. _known.Keys];
        }
    }

    private void Look()
    {
        if (!OperatingSystem.IsLinux())
            return;
        var running = KernelProcess.All(Folder).ToDictionary(one => one.Id, one => one.Process);
        foreach (var (id, start) in _known.ToArray())
        {
            if (!running.TryGetValue(id, out var process) || process.Start != start)
                _known.Remove(id);
        }

        var found = true;
        while (found)
        {
            found = false;
            foreach (var (id, process) in running)
                found |= id != root && (process.Parent == root || _known.ContainsKey(process.Parent)) && _known.TryAdd(id, process.Start);
        }
    }

    private static long? Line(int process, string name)
    {
        foreach (var line in Text(process, "status")?.Split('\n') ?? [])
        {
            if (line.StartsWith(name, StringComparison.Ordinal))
                return long.Parse(line.AsSpan(name.Length).Trim(" \tkB"), CultureInfo.InvariantCulture) * 1024;
        }

        return null;
    }

    /// <summary>A process may end at any moment, and then has no files.</summary>
    private static string? Text(int process, string file)
    {
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"{Folder}/{process}/{file}"));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
