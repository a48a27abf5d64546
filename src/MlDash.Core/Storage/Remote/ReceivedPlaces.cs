using System.Text;
using MlDash.Storage.Local;

namespace MlDash.Storage.Remote;

/// <summary>
/// Where the things of an experiment on a server lie in its local folder. Their names are taken as they were recorded. A name this disk cannot hold, that
/// the format itself uses, or that has the place of another, costs its own thing and a warning, never the others.
/// </summary>
internal sealed class ReceivedPlaces(LocalLayout layout, Action<string> warn)
{
    /// <summary>What disks allow a name, in bytes of UTF-8.</summary>
    private const int LongestName = 255;

    private static readonly string[] NamesOfFormat = [LocalLayout.DataFile, LocalLayout.MetadataFile, LocalLayout.MetadataLock];

    private readonly HashSet<string> _taken = new(OperatingSystem.IsLinux() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);

    /// <summary>Folder of a metric; null, after a warning, when it can have none.</summary>
    public string? Metric(string name) => Place("metric", name, () => PathRules.Join(layout.MetricsFolder, Segments(name, NamesOfFormat)));

    /// <summary>Folder of a track; null, after a warning, when it can have none.</summary>
    public string? Track(string topic) =>
        Place("track", topic, () => PathRules.Join(layout.TracksFolder, [Short(string.Join('_', Segments(topic, [])))]));

    /// <summary>Place of a file's bytes; null, after a warning, when it can have none.</summary>
    public string? File(FileEntry file) => Place(
        "file",
        file.Path,
        () => PathRules.Join(layout.FilesFolder, [.. file.Folder.Length == 0 ? [] : Segments(file.Folder, []), One(file.Id, "id"), One(file.Name, "name")]));

    private string? Place(string kind, string name, Func<string> place)
    {
        try
        {
            var path = place();
            if (_taken.Add(path))
                return path;
            warn($"The {kind} '{name}' was not received: another {kind} has its place '{path}'.");
        }
        catch (ExperimentException illegal)
        {
            warn($"The {kind} '{name}' was not received: {illegal.Message}");
        }

        return null;
    }

    private static string[] Segments(string name, string[] used)
    {
        var segments = PathRules.SplitRecorded(name, "name");
        foreach (var segment in segments)
        {
            Short(segment);
            if (used.Contains(segment))
                throw Unholdable(name, $"'{segment}' is a file of the local format");
        }

        return segments;
    }

    private static string One(string text, string what) =>
        PathRules.SplitRecorded(text, what) is [var one] && one == text ? Short(one) : throw Unholdable(text, $"as {what} of a file it is no single name");

    private static string Short(string segment) => Encoding.UTF8.GetByteCount(segment) is var bytes and > LongestName
        ? throw Unholdable(segment, $"it has {bytes} bytes, and a disk holds {LongestName}")
        : segment;

    private static ExperimentException Unholdable(string name, string reason) => new(
        "IllegalPath", $"The name '{name}' cannot be used: {reason}.", "Rename it on the server.") { Target = name };
}
