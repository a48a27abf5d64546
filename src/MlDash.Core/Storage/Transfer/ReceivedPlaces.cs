using MlDash.Experiments;
using MlDash.Storage.Local;

namespace MlDash.Storage.Transfer;

/// <summary>
/// Where the things of an experiment on a server lie in its local folder. Their names are taken as they were recorded. A name this disk cannot hold, that
/// the format itself uses, or that has the place of another, costs its own thing and a warning, never the others.
/// </summary>
internal sealed class ReceivedPlaces(LocalLayout layout, Action<string> warn)
{
    private static readonly string[] _namesOfFormat = [LocalLayout.DataFile, LocalLayout.MetadataFile, LocalLayout.MetadataLock];

    private readonly HashSet<string> _taken = new(OperatingSystem.IsLinux() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);

    /// <summary>Folder of a metric; null, after a warning, when it can have none.</summary>
    public string? Metric(string name) => Place("metric", name, () => layout.Metric(NotOfFormat(name)));

    /// <summary>Folder of a track; null, after a warning, when it can have none.</summary>
    public string? Track(string topic) => Place("track", topic, () => layout.Track(topic));

    /// <summary>Place of a file's bytes; null, after a warning, when it can have none.</summary>
    public string? File(FileEntry file) => Place("file", file.Path, () => layout.FilePlace(file.Folder, file.Id, file.Name));

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

    private static string NotOfFormat(string name) => Array.Find(name.Split('/'), _namesOfFormat.Contains) is { } used
        ? throw PathRules.Illegal(name, "metric name", used, "it is a file of the local format")
        : name;
}
