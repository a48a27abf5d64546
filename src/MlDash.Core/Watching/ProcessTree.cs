using System.Globalization;

namespace MlDash.Watching;

/// <summary>
/// A process and those it started, by the files of <c>/proc</c>; on a system without it, nothing. Processes are remembered when they were seen once, also when
/// the one between has ended and they belong to another.
/// </summary>
internal sealed class ProcessTree(int root)
{
    /// <summary>The parent and the time of the start, counted behind the name.</summary>
    private const int ParentField = 1;
    private const int StartField = 19;

    private readonly object _gate = new();
    private readonly Dictionary<int, long> _known = [];
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
        foreach (var (process, start) in _known.ToArray())
        {
            if (Fields(process) is not { } fields || Number(fields[StartField]) != start)
                _known.Remove(process);
        }

        var children = new List<(int Process, int Parent, long Start)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var process)
                && Fields(process) is { } fields)
                children.Add((process, (int)Number(fields[ParentField]), Number(fields[StartField])));
        }

        var found = true;
        while (found)
        {
            found = false;
            foreach (var (process, parent, start) in children)
                found |= process != root && (parent == root || _known.ContainsKey(parent)) && _known.TryAdd(process, start);
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static string[]? Fields(int process) =>
        Text(process, "stat") is { } text && text.LastIndexOf(')') is var name and > 0 && text[(name + 2)..].Split(' ') is { Length: > StartField } fields
            ? fields
            : null;

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
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/{file}"));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
