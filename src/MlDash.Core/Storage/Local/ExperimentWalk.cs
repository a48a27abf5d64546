using System.IO.Enumeration;

namespace MlDash.Storage.Local;

/// <summary>
/// Finds the experiments below a root: every folder that holds <c>experiment.json</c>, also inside another one's folder, but not in the folders that
/// hold its data, nor behind links. Folders are looked into side by side; experiments come in the order of their paths, the first at once.
/// </summary>
internal sealed class ExperimentWalk(string root, Action<string> warn, CancellationToken cancellationToken = default)
{
    private const int FirstGroup = 4;
    private const int LargestGroup = 256;

    private static readonly EnumerationOptions OneLevel = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    private int _group = FirstGroup;

    /// <summary>The experiments below a folder, which is the root or lies in it; the folder itself is none of them.</summary>
    public IEnumerable<ExperimentRecord> Find(string folder) => Directory.Exists(folder) ? Below(Look(folder).Inner) : [];

    private IEnumerable<ExperimentRecord> Below(List<string> folders)
    {
        for (var start = 0; start < folders.Count;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var size = Math.Min(_group, folders.Count - start);
            var seen = LookInto(folders, start, size);
            _group = Math.Min(_group * 2, LargestGroup);
            start += size;
            foreach (var (record, inner) in seen)
            {
                if (record is not null)
                    yield return record;
                foreach (var found in Below(inner))
                    yield return found;
            }
        }
    }

    private (ExperimentRecord? Record, List<string> Inner)[] LookInto(List<string> folders, int start, int count)
    {
        var seen = new (ExperimentRecord? Record, List<string> Inner)[count];
        if (count <= FirstGroup)
        {
            for (var i = 0; i < count; i++)
                seen[i] = Look(folders[start + i]);
        }
        else
        {
            Parallel.For(0, count, i => seen[i] = Look(folders[start + i]));
        }

        return seen;
    }

    /// <summary>What a folder holds: the experiment, if it is one, and the folders that may hold others.</summary>
    private (ExperimentRecord? Record, List<string> Inner) Look(string folder)
    {
        var isExperiment = false;
        var inner = new List<string>();
        if (folder != root && new DirectoryInfo(folder).LinkTarget is not null)
            return (null, inner);
        try
        {
            foreach (var (name, isFolder) in new FileSystemEnumerable<(string Name, bool IsFolder)>(folder, Describe, OneLevel) { ShouldIncludePredicate = MayMatter })
            {
                if (isFolder)
                    inner.Add(name);
                else
                    isExperiment = true;
            }
        }
        catch (Exception denied) when (denied is UnauthorizedAccessException or IOException)
        {
            warn($"The folder '{folder}' is passed over: {denied.Message}");
            return (null, []);
        }

        if (isExperiment && folder == root)
            isExperiment = false;
        if (isExperiment)
            inner.RemoveAll(name => ExperimentPath.DataFolders.Contains(name));
        inner.Sort(StringComparer.Ordinal);
        return (isExperiment ? Read(folder) : null, inner.ConvertAll(name => Path.Combine(folder, name)));
    }

    private static (string Name, bool IsFolder) Describe(ref FileSystemEntry entry) => (entry.FileName.ToString(), entry.IsDirectory);

    private static bool MayMatter(ref FileSystemEntry entry) => entry.IsDirectory || entry.FileName.SequenceEqual(LocalLayout.ExperimentFile);

    /// <summary>A found experiment; one that is broken is a warning and hides no other.</summary>
    private ExperimentRecord? Read(string folder)
    {
        var file = Path.Combine(folder, LocalLayout.ExperimentFile);
        try
        {
            var path = ExperimentPath.Parse(folder[(root.Length + (Path.EndsInDirectorySeparator(root) ? 0 : 1))..].Replace(Path.DirectorySeparatorChar, '/'));
            return SmallDocument.Read(file, json => ExperimentReader.Read(json, path));
        }
        catch (Exception fault) when (fault is MlDashException or IOException or UnauthorizedAccessException)
        {
            warn($"The experiment in '{file}' is passed over: {fault.Message}");
            return null;
        }
    }
}
