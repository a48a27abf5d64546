using System.Collections.Specialized;
using System.Runtime.CompilerServices;

namespace MlDash.Storage.Local;

/// <content>Which experiments there are, and what is known of each.</content>
public sealed partial class LocalExperimentStore
{
    /// <summary>Experiments read side by side while a caller works through the ones before.</summary>
    private const int LargestGroup = 256;

    /// <inheritdoc />
    public async IAsyncEnumerable<ExperimentRecord> FindAsync(ExperimentQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        if (!Directory.Exists(Root))
            yield break;

        var size = 1;
        foreach (var group in InGroups(ExperimentFolders(Root)))
        {
            foreach (var record in ReadGroup(group))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (record is not null && query.Matches(record))
                    yield return record;
            }
        }

        IEnumerable<List<string>> InGroups(IEnumerable<string> folders)
        {
            var group = new List<string>();
            foreach (var folder in folders)
            {
                group.Add(folder);
                if (group.Count < size)
                    continue;
                yield return group;
                size = Math.Min(size * 2, LargestGroup);
                group = [];
            }

            if (group.Count > 0)
                yield return group;
        }
    }

    /// <inheritdoc />
    public Task<ExperimentRecord?> GetAsync(ExperimentPath path, CancellationToken cancellationToken)
    {
        var document = SmallDocument.Read(Layout(path).Experiment);
        return Task.FromResult(document is null ? null : ExperimentDocument.ToRecord(document, path));
    }

    /// <inheritdoc />
    public Task<ExperimentRecord> OpenAsync(ExperimentPath path, string? project, ExperimentChange change, ExperimentRun run, CancellationToken cancellationToken)
    {
        RefuseInsideData(path);
        return Task.FromResult(DiskFaults.Translate($"Opening the experiment '{path}'", () =>
        {
            var layout = Layout(path);
            foreach (var folder in new[] { layout.Folder, layout.LogsFolder, layout.MetricsFolder, layout.FilesFolder })
                Directory.CreateDirectory(folder);
            using var held = FileLock.Take(layout.ExperimentLock, cancellationToken);
            var stored = ReadOrSetAside(layout.Experiment);
            if (stored is not null)
                RefuseProtected(stored, path);
            var document = ExperimentDocument.Upsert(stored, path, project ?? path.Project, change, run);
            SmallDocument.Write(layout.Experiment, document);
            return ExperimentDocument.ToRecord(document, path);
        }));
    }

    /// <inheritdoc />
    public Task<ExperimentRecord> CloseAsync(ExperimentPath path, ExperimentRun run, ExperimentStatus status, string? reason, CancellationToken cancellationToken) =>
        ChangeAsync(path, "Closing", document => ExperimentDocument.Close(document, run, status, reason), cancellationToken);

    /// <inheritdoc />
    public Task<ExperimentRecord> UpdateAsync(ExperimentPath path, ExperimentChange change, CancellationToken cancellationToken) =>
        ChangeAsync(
            path,
            "Changing",
            document =>
            {
                if (change.WriteProtected != false)
                    RefuseProtected(document, path);
                ExperimentDocument.Update(document, change);
            },
            cancellationToken);

    /// <inheritdoc />
    public Task<long> DeleteAsync(ExperimentPath path, CancellationToken cancellationToken)
    {
        var layout = Layout(path);
        var document = SmallDocument.ReadIfWhole(layout.Experiment);
        if (!File.Exists(layout.Experiment))
            throw NotFound(path);
        if (document is not null)
            RefuseProtected(document, path);
        return Task.FromResult(DiskFaults.Translate($"Removing the experiment '{path}'", () => ExperimentFolder.Delete(layout, Root)));
    }

    private Task<ExperimentRecord> ChangeAsync(ExperimentPath path, string what, Action<OrderedDictionary> change, CancellationToken cancellationToken) =>
        Task.FromResult(DiskFaults.Translate($"{what} the experiment '{path}'", () =>
        {
            var layout = Layout(path);
            if (!File.Exists(layout.Experiment))
                throw NotFound(path);
            using var held = FileLock.Take(layout.ExperimentLock, cancellationToken);
            var document = SmallDocument.Read(layout.Experiment) ?? throw NotFound(path);
            change(document);
            SmallDocument.Write(layout.Experiment, document);
            return ExperimentDocument.ToRecord(document, path);
        }));

    private OrderedDictionary? ReadOrSetAside(string file)
    {
        try
        {
            return SmallDocument.Read(file);
        }
        catch (StorageException)
        {
            Warnings.Enqueue($"The damaged '{file}' was kept aside as '{SmallDocument.SetAside(file)}', and a new one was made.");
            return null;
        }
    }

    /// <summary>An experiment may lie inside another one, but not in a folder that holds its data.</summary>
    private void RefuseInsideData(ExperimentPath path)
    {
        var segments = path.Segments;
        for (var depth = 1; depth < segments.Length; depth++)
        {
            if (!ExperimentPath.DataFolders.Contains(segments[depth]))
                continue;
            var outer = string.Join('/', segments[..depth]);
            if (File.Exists(Path.Combine(Root, outer, LocalLayout.ExperimentFile)))
            {
                throw new ExperimentException(
                    "IllegalPath",
                    $"The prefix '{path}' cannot be used: '{segments[depth]}' is where the experiment '{outer}' keeps its data.",
                    $"Choose another segment than {string.Join(", ", ExperimentPath.DataFolders)}.")
                { Target = path.Value };
            }
        }
    }

    private IEnumerable<string> ExperimentFolders(string folder)
    {
        var isExperiment = false;
        var inner = new List<string>();
        try
        {
            foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
            {
                if (entry is DirectoryInfo && (entry.Attributes & FileAttributes.ReparsePoint) == 0)
                    inner.Add(entry.Name);
                else if (entry.Name == LocalLayout.ExperimentFile)
                    isExperiment = true;
            }
        }
        catch (Exception denied) when (denied is UnauthorizedAccessException or IOException)
        {
            Warnings.Enqueue($"The folder '{folder}' is passed over: {denied.Message}");
            yield break;
        }

        if (isExperiment && folder != Root)
            yield return folder;
        inner.Sort(StringComparer.Ordinal);
        foreach (var name in inner)
        {
            if (isExperiment && ExperimentPath.DataFolders.Contains(name))
                continue;
            foreach (var found in ExperimentFolders(Path.Combine(folder, name)))
                yield return found;
        }
    }

    private ExperimentRecord?[] ReadGroup(List<string> folders)
    {
        var records = new ExperimentRecord?[folders.Count];
        if (folders.Count < 8)
        {
            for (var i = 0; i < records.Length; i++)
                records[i] = ReadFound(folders[i]);
        }
        else
        {
            Parallel.For(0, records.Length, i => records[i] = ReadFound(folders[i]));
        }

        return records;
    }

    /// <summary>A found experiment; one that is broken is a warning and hides no other.</summary>
    private ExperimentRecord? ReadFound(string folder)
    {
        var file = Path.Combine(folder, LocalLayout.ExperimentFile);
        try
        {
            var path = ExperimentPath.Parse(Path.GetRelativePath(Root, folder).Replace(Path.DirectorySeparatorChar, '/'));
            return SmallDocument.Read(file) is { } document ? ExperimentDocument.ToRecord(document, path) : null;
        }
        catch (Exception fault) when (fault is MlDashException or IOException or UnauthorizedAccessException)
        {
            Warnings.Enqueue($"The experiment in '{file}' is passed over: {fault.Message}");
            return null;
        }
    }

    private static void RefuseProtected(OrderedDictionary document, ExperimentPath path)
    {
        if (document.Flag("write_protected") == true)
            throw ExperimentErrors.WriteProtected(path);
    }

    private static ExperimentException NotFound(ExperimentPath path) => ExperimentErrors.NotFound(path);
}
