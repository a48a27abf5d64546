namespace MlDash.Files;

/// <summary>Where a path leads when its links are followed.</summary>
internal static class RealPath
{
    /// <summary>As many as systems follow in one path.</summary>
    private const int MostLinks = 40;

    /// <summary>
    /// The path with every link on the way followed as the system follows them: also those above the last segment, and those a link leads through.
    /// Null when they go in circles.
    /// </summary>
    public static string? Of(string path)
    {
        var real = Path.GetPathRoot(path)!;
        var ahead = new Stack<string>(Enumerable.Reverse(Parts(path)));
        var followed = 0;
        while (ahead.TryPop(out var part))
        {
            if (part == ".")
                continue;
            var next = part == ".." ? Path.GetDirectoryName(real) ?? real : Path.Combine(real, part);
            if (part == ".." || new DirectoryInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            if (++followed > MostLinks)
                return null;
            if (Path.IsPathRooted(target))
                real = Path.GetPathRoot(target)!;
            foreach (var inner in Enumerable.Reverse(Parts(target)))
                ahead.Push(inner);
        }

        return real;
    }

    private static string[] Parts(string path) =>
        path[Path.GetPathRoot(path)!.Length..].Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
}
