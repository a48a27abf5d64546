namespace MlDash.Cmdlets.Base;

/// <summary>
/// Places that one command has written to. A second file for the same place is an error: which one is kept would be chance, and what was there
/// before the command is the only thing that a command may be asked to replace.
/// </summary>
internal sealed class PlacesTaken(StringComparer comparer)
{
    private readonly Dictionary<string, string> _sources = new(comparer);

    /// <summary>Places of the disk, whose names are compared as disks of this system do.</summary>
    public static PlacesTaken OnDisk() => new(OperatingSystem.IsLinux() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes a place inside an experiment for a file.</summary>
    /// <inheritdoc cref="Take(string, string, string, string)"/>
    public void Take(Experiment experiment, string place, string source, string advice) =>
        Take($"{experiment.Root}\n{experiment.Prefix}\n{place}", place, source, advice);

    /// <summary>Takes a place of the disk for a file.</summary>
    /// <inheritdoc cref="Take(string, string, string, string)"/>
    public void Take(string place, string source, string advice) => Take(place, place, source, advice);

    /// <summary>Takes a place for a file.</summary>
    /// <param name="key">What tells the place from all others.</param>
    /// <param name="place">Where it is to lie.</param>
    /// <param name="source">What is to lie there.</param>
    /// <param name="advice">What to do when another file of the command lies there.</param>
    /// <exception cref="StorageException"><c>FilePlaceTaken</c>.</exception>
    private void Take(string key, string place, string source, string advice)
    {
        if (_sources.TryAdd(key, source) || _sources[key] == source)
            return;
        throw new StorageException(
            "FilePlaceTaken", $"'{source}' was left out: this command has already written '{_sources[key]}' to '{place}'.", advice)
        { Category = FaultCategory.ResourceExists, Target = source };
    }
}
