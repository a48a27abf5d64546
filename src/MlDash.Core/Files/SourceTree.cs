using MlDash.Errors;

namespace MlDash.Files;

/// <summary>All that lies in a folder of this machine that is to be kept, links followed.</summary>
public static class SourceTree
{
    /// <summary>Files in the folder and those below it, in the order of their paths. What cannot be kept comes with its fault and hides no other.</summary>
    /// <param name="folder">Full path of the folder.</param>
    public static IEnumerable<(string Path, MlDashException? Fault)> Find(string folder) =>
        RealPath.Of(folder) is { } real ? Find(folder, [real]) : [(folder, Circle(folder))];

    private static IEnumerable<(string Path, MlDashException? Fault)> Find(string folder, string[] around)
    {
        FileSystemInfo[] entries;
        MlDashException? unreadable = null;
        try
        {
            entries = new DirectoryInfo(folder).GetFileSystemInfos();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            entries = [];
            unreadable = DiskFaults.ExplainReading(folder, fault);
        }

        if (unreadable is not null)
            yield return (folder, unreadable);
        foreach (var entry in entries.OrderBy(entry => entry is DirectoryInfo ? entry.Name + '/' : entry.Name, StringComparer.Ordinal))
        {
            if (entry is not DirectoryInfo)
            {
                yield return (entry.FullName, null);
                continue;
            }

            // A folder that is one of those around it leads into itself without end.
            var real = entry.LinkTarget is null ? Path.Combine(around[^1], entry.Name) : RealPath.Of(entry.FullName);
            if (real is null || around.Contains(real, StringComparer.Ordinal))
            {
                yield return (entry.FullName, Circle(entry.FullName));
                continue;
            }

            foreach (var below in Find(entry.FullName, [.. around, real]))
                yield return below;
        }
    }

    private static StorageException Circle(string folder) =>
        new(
            "SourceIsCircle",
            $"The folder '{folder}' is a link to a folder around it; it was not followed.",
            "Remove the link; its target is saved under its own name.")
        { Target = folder };
}
