using System.IO.Enumeration;
using System.Text;
using System.Text.Json;
using MlDash.Ids;
using MlDash.Json;

namespace MlDash.Storage.Local;

/// <summary>
/// Finds the experiments below a root: every folder that holds <c>experiment.json</c>, also inside another one's folder, and even in the folders that
/// hold its data, where other tools put them; but not behind links. Folders are looked into side by side; experiments come in the order of their paths,
/// the first at once.
/// </summary>
internal sealed class ExperimentWalk
{
    private const int FirstGroup = 4;
    private const int LargestGroup = 64;

    private static readonly EnumerationOptions _oneLevel = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    private static readonly byte[] _document = Encoding.UTF8.GetBytes(LocalLayout.ExperimentFile);

    private readonly string _root;
    private readonly ExperimentQuery _query;
    private readonly Action<string> _warn;
    private readonly CancellationToken _cancellation;
    private readonly LinkCounts _links;

    private int _group = FirstGroup;

    /// <param name="root">The root.</param>
    /// <param name="query">What is looked for; about anything else there are no warnings.</param>
    /// <param name="warn">Called with what cannot be read.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    public ExperimentWalk(string root, ExperimentQuery query, Action<string> warn, CancellationToken cancellationToken = default)
    {
        (_root, _query, _warn, _cancellation) = (root, query, warn, cancellationToken);
        _links = new LinkCounts(root);
    }

    /// <summary>The experiments below a folder, which is the root or lies in it; the folder itself is none of them.</summary>
    public IEnumerable<ExperimentRecord> Find(string folder) => Directory.Exists(folder) ? Below(Look(new(folder, IsInData: false), isStart: true).Inner) : [];

    /// <summary>Full paths of the experiments in a folder of data, the folder itself among them; their documents are not read.</summary>
    /// <param name="folder">A folder that holds data of an experiment.</param>
    public IEnumerable<string> FoldersInData(string folder)
    {
        var ahead = new Stack<Place>();
        if (MayHoldExperiments(string.Empty, folder))
            ahead.Push(new(folder, IsInData: true));
        while (ahead.TryPop(out var place))
        {
            _cancellation.ThrowIfCancellationRequested();
            var content = Scan(place, isStart: false);
            if (content.IsExperiment)
                yield return place.Folder;
            foreach (var inner in content.Inner)
                ahead.Push(inner);
        }
    }

    private IEnumerable<ExperimentRecord> Below(List<Place> places)
    {
        foreach (var seen in OrderedWork.Run(Groups(places), (group, ended) => group.TakeWhile(_ => !ended.IsCancellationRequested).Select(Look).ToList()))
        {
            foreach (var (record, inner) in seen)
            {
                if (record is not null)
                    yield return record;
                foreach (var found in Below(inner))
                    yield return found;
            }
        }
    }

    /// <summary>Few places at first, which are there at once, then more.</summary>
    private IEnumerable<IEnumerable<Place>> Groups(List<Place> places)
    {
        for (var start = 0; start < places.Count;)
        {
            _cancellation.ThrowIfCancellationRequested();
            var size = Math.Min(_group, places.Count - start);
            yield return places.GetRange(start, size);
            _group = Math.Min(_group * 2, LargestGroup);
            start += size;
        }
    }

    private (ExperimentRecord? Record, List<Place> Inner) Look(Place place) => Look(place, isStart: false);

    private (ExperimentRecord? Record, List<Place> Inner) Look(Place place, bool isStart)
    {
        using var open = _links.AreKnown && !isStart ? LinuxFolder.Open(place.Folder) : null;
        var content = Scan(place, isStart, open);
        return (content.IsExperiment ? Read(place.Folder, content.IsLinked, open) : null, content.Inner);
    }

    /// <summary>What a folder holds: whether it is an experiment, whether its document is a link, and the folders that may hold others.</summary>
    private (bool IsExperiment, bool IsLinked, List<Place> Inner) Scan(Place place, bool isStart, LinuxFolder? open = null)
    {
        var (folder, names, isLinked) = (place.Folder, new List<string>(), false);
        if (open?.List(names, _document) is not { } isExperiment)
        {
            names.Clear();
            (isExperiment, isLinked) = List(folder, isStart, names);
        }

        names.Sort(StringComparer.Ordinal);
        var inner = new List<Place>(names.Count);
        foreach (var name in names)
        {
            if (name == LocalRecycleBin.FolderName && folder == _root)
                continue;
            var isInData = place.IsInData || (isExperiment && ExperimentPath.IsDataFolder(name));
            if (!isInData || MayHoldExperiments(folder, name, open))
                inner.Add(new(Path.Combine(folder, name), isInData));
        }

        return (isExperiment && !isStart && (!place.IsInData || IsExperimentInData(folder, names)), isLinked, inner);
    }

    /// <summary>Lists a folder in a way that every system has.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="isStart">Whether it may be a link.</param>
    /// <param name="names">Gets the names of the folders in it.</param>
    private (bool IsExperiment, bool IsLinked) List(string folder, bool isStart, List<string> names)
    {
        if (!isStart && new DirectoryInfo(folder).LinkTarget is not null)
            return default;
        var (isExperiment, isLinked) = (false, false);
        try
        {
            foreach (var (name, isLink) in new FileSystemEnumerable<(string? Folder, bool IsLink)>(
                folder, Describe, _oneLevel)
            { ShouldIncludePredicate = MayMatter })
            {
                if (name is not null)
                    names.Add(name);
                else
                    (isExperiment, isLinked) = (true, isLink);
            }
        }
        catch (DirectoryNotFoundException)
        {
            // Removed since it was seen, perhaps by whoever takes the experiments from this walk.
            names.Clear();
            return default;
        }
        catch (Exception denied) when (denied is UnauthorizedAccessException or IOException)
        {
            if (_query.MayLieBelow(PathOf(folder)))
                _warn($"The folder '{folder}' is skipped: {denied.Message}");
            names.Clear();
            return default;
        }

        return (isExperiment, isLinked);
    }

    /// <summary>
    /// Whether a folder of data is worth a look. Nearly none is, and there are many of them: one without folders inside holds at most itself, and the
    /// system tells both without opening it.
    /// </summary>
    /// <param name="above">The folder that it lies in.</param>
    /// <param name="name">Its name.</param>
    /// <param name="open">The folder that it lies in, where it is open.</param>
    private bool MayHoldExperiments(string above, string name, LinuxFolder? open = null)
    {
        var (folder, from) = open is null ? (Path.Combine(above, name), LinkCounts.CurrentFolder) : (name, open.Handle);
        return _links.MayHoldFolders(folder, from) || _links.Exists($"{folder}{Path.DirectorySeparatorChar}{LocalLayout.ExperimentFile}", from);
    }

    /// <summary>Whether a folder among the data of an experiment is that of another one.</summary>
    public static bool IsExperimentInData(DirectoryInfo folder) =>
        File.Exists(Path.Combine(folder.FullName, LocalLayout.ExperimentFile))
        && IsExperimentInData(folder.FullName, [.. folder.EnumerateDirectories().Select(inner => inner.Name)]);

    /// <summary>
    /// Whether an <c>experiment.json</c> among data is that of an experiment, which every tool gives a name, and not a file that somebody saved, which lies
    /// alone in the folder of its id.
    /// </summary>
    private static bool IsExperimentInData(string folder, List<string> inner)
    {
        if (inner.Count == 0 && FileId.IsId(Path.GetFileName(folder)))
            return false;
        try
        {
            return SmallDocument.Read(Path.Combine(folder, LocalLayout.ExperimentFile))?.Text("name") is not null;
        }
        catch (StorageException)
        {
            // A damaged document may be all that is left of one.
            return true;
        }
    }

    /// <summary>The name of a folder; for the document null, and whether it is a link.</summary>
    private static (string? Folder, bool IsLink) Describe(ref FileSystemEntry entry) =>
        entry.IsDirectory ? (entry.FileName.ToString(), false) : (null, entry.Attributes.HasFlag(FileAttributes.ReparsePoint));

    private static bool MayMatter(ref FileSystemEntry entry) => entry.IsDirectory || entry.FileName.SequenceEqual(LocalLayout.ExperimentFile);

    /// <summary>The path under the root; empty for the root.</summary>
    private string PathOf(string folder) =>
        folder[Math.Min(folder.Length, _root.Length + (Path.EndsInDirectorySeparator(_root) ? 0 : 1))..].Replace(Path.DirectorySeparatorChar, '/');

    /// <summary>A found experiment; one that is broken is a warning to those who asked for it, and hides no other.</summary>
    private ExperimentRecord? Read(string folder, bool isLinked, LinuxFolder? open)
    {
        var (place, file) = (PathOf(folder), Path.Combine(folder, LocalLayout.ExperimentFile));
        try
        {
            var path = ExperimentPath.Recorded(place);
            if (open is not null && !isLinked && TryRead(open, path) is { } record)
                return record;
            // The folders on the way are no links, or the walk had not come here.
            return SmallDocument.Read(isLinked ? new LocalLayout(_root, path).Experiment : file, json => ExperimentParser.Read(json, path));
        }
        catch (Exception fault) when (fault is MlDashException or IOException or UnauthorizedAccessException)
        {
            if (_query.MayMean(place))
                _warn($"The experiment in '{file}' is skipped: {fault.Message}");
            return null;
        }
    }

    /// <summary>An experiment whose document is whole and small; null for any other.</summary>
    private static ExperimentRecord? TryRead(LinuxFolder open, ExperimentPath path)
    {
        try
        {
            return open.Read(LocalLayout.ExperimentFile) is { IsEmpty: false } json ? ExperimentParser.Read(json, path) : null;
        }
        catch (JsonException)
        {
            // It may be written at this moment: whoever reads documents looks again.
            return null;
        }
    }

    /// <summary>A folder to look into.</summary>
    /// <param name="Folder">Its full path.</param>
    /// <param name="IsInData">Whether it is a folder of an experiment's data, or lies in one.</param>
    private readonly record struct Place(string Folder, bool IsInData);
}
