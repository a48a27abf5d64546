using MlDash.Experiments;

namespace MlDash.Import.Exported;

/// <summary>
/// Paths of files for names of any letters: possible on every disk, inside of their folder, and none the place or the folder of another, whatever the case.
/// </summary>
/// <param name="segmentOf">A segment of a name as one of a path.</param>
internal sealed class FreePlaces(Func<string, string> segmentOf)
{
    private readonly HashSet<string> _files = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _folders = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Places that keep a name as it is, where every disk does.</summary>
    public FreePlaces()
        : this(PlainSegment.Of)
    {
    }

    /// <summary>Takes a place.</summary>
    /// <param name="folder">The folder; empty for the top.</param>
    /// <param name="name">The name; a <c>/</c> in it makes folders.</param>
    /// <param name="extension">What the file name ends with.</param>
    public string Take(string folder, string name, string extension = "")
    {
        string[] segments = [.. name.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(segmentOf).DefaultIfEmpty("_")];
        var at = folder;
        foreach (var segment in segments[..^1])
            at = Free(at, segment, string.Empty, _files.Contains);
        var place = Free(at, segments[^1], extension, taken => _files.Contains(taken) || _folders.Contains(taken));
        _files.Add(place);
        _folders.UnionWith(FoldersOf(place));
        return place;
    }

    private static string Free(string folder, string segment, string extension, Func<string, bool> isTaken)
    {
        var path = folder.Length == 0 ? segment : $"{folder}/{segment}";
        var free = path + extension;
        for (var number = 2; isTaken(free); number++)
            free = $"{path}_{number}{extension}";
        return free;
    }

    private static IEnumerable<string> FoldersOf(string place)
    {
        for (var at = place.IndexOf('/', StringComparison.Ordinal); at >= 0; at = place.IndexOf('/', at + 1))
            yield return place[..at];
    }
}
