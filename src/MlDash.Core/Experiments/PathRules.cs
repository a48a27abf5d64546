using System.Buffers;

namespace MlDash;

/// <summary>
/// What a segment of a prefix, a metric name or a logical file path may be, so that the same name works on every disk and never leaves its root.
/// </summary>
internal static class PathRules
{
    private const int LongestSegment = 200;

    /// <summary>As many as systems follow in one path.</summary>
    private const int MostLinks = 40;

    private static readonly SearchValues<char> Refused = SearchValues.Create("\\:*?\"<>|");

    /// <summary>What a name on a disk of this system never holds; on Windows also the separators and signs that lead elsewhere.</summary>
    private static readonly SearchValues<char> Unholdable = SearchValues.Create(Path.GetInvalidFileNameChars());

    private static readonly HashSet<string> DeviceNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "CON", "PRN", "AUX", "NUL",
        "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9",
        "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9",
    };

    /// <summary>Cuts <paramref name="path"/> at <c>/</c> and checks every segment.</summary>
    /// <param name="path">The path as given; slashes at both ends are dropped.</param>
    /// <param name="what">What the path is, for the error: <c>prefix</c>, <c>metric name</c> …</param>
    /// <exception cref="ExperimentException"><c>IllegalPath</c>, naming the segment.</exception>
    public static string[] Split(string path, string what)
    {
        var segments = path.Trim('/').Split('/');
        foreach (var segment in segments)
        {
            if (Fault(segment) is { } fault)
                throw Illegal(path, what, segment, fault);
        }

        return segments;
    }

    /// <summary>
    /// Cuts the path of something that is recorded already, here or by another tool. What a disk could hold is taken; only what could lead out of its
    /// folder is refused.
    /// </summary>
    /// <param name="path">The path as it was recorded; slashes at both ends are dropped.</param>
    /// <param name="what">What the path is, for the error.</param>
    /// <exception cref="ExperimentException"><c>IllegalPath</c>, naming the segment.</exception>
    public static string[] SplitRecorded(string path, string what)
    {
        var segments = path.Trim('/').Split('/');
        foreach (var segment in segments)
        {
            if (RecordedFault(segment) is { } fault)
                throw Illegal(path, what, segment, fault);
        }

        return segments;
    }

    /// <summary>
    /// Joins checked segments under <paramref name="root"/>, and makes sure that links on the way do not lead out of it.
    /// </summary>
    /// <exception cref="ExperimentException"><c>PathEscapesRoot</c>.</exception>
    public static string Join(string root, ReadOnlySpan<string> segments)
    {
        var full = root;
        foreach (var segment in segments)
        {
            full = Path.Combine(full, segment);
            if (new DirectoryInfo(full) is { LinkTarget: not null } link && !IsUnder(RealPath(root), RealPath(link.FullName)))
            {
                throw new ExperimentException(
                    "PathEscapesRoot",
                    $"A path below '{root}' was expected, found the link '{full}' that leads to '{link.LinkTarget}'.",
                    "Remove the link, or use the folder it leads to as the root.")
                { Target = full };
            }
        }

        return full;
    }

    private static bool IsUnder(string? root, string? path) =>
        root is not null && path is not null
        && path.StartsWith(root.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>
    /// The path with every link on the way followed as the system follows them: also those above the last segment, and those a link leads through.
    /// Null when they go in circles.
    /// </summary>
    internal static string? RealPath(string path)
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

    private static string? RecordedFault(string segment)
    {
        if (segment.Length == 0)
            return "it is empty";
        if (segment is "." or "..")
            return "it points elsewhere";
        return segment.AsSpan().IndexOfAny(Unholdable) is var at and >= 0 ? $"no disk of this system can hold the character U+{(int)segment[at]:X4}" : null;
    }

    private static string? Fault(string segment)
    {
        if (segment.Length == 0)
            return "it is empty";
        if (segment is "." or "..")
            return "it points elsewhere";
        if (segment.Length > LongestSegment)
            return $"it is longer than {LongestSegment} characters";
        foreach (var letter in segment)
        {
            if (char.IsControl(letter))
                return $"it holds the control character U+{(int)letter:X4}";
        }

        if (segment.AsSpan().IndexOfAny(Refused) is var at and >= 0)
            return $"it holds '{segment[at]}'";
        if (segment[^1] is '.' or ' ')
            return "it ends in a dot or a space";
        var stem = segment.Split('.')[0].TrimEnd();
        return DeviceNames.Contains(stem) ? "it is the name of a device on Windows" : null;
    }

    private static ExperimentException Illegal(string path, string what, string segment, string fault) => new(
        "IllegalPath",
        $"The {what} '{path}' cannot be used: the segment '{segment}' is not allowed, {fault}.",
        "Segments between '/' must not be empty, '.' or '..', hold none of \\ : * ? \" < > | or control characters, and not end in a dot or a space.")
    { Target = path };
}
