using System.Collections.Specialized;

namespace MlDash.Storage.Local;

/// <content>Which experiments there are, and what is known of each.</content>
public sealed partial class LocalExperimentStore
{
    /// <inheritdoc />
    public IAsyncEnumerable<ExperimentRecord> FindAsync(ExperimentQuery query, CancellationToken cancellationToken)
    {
        DiskPaths.RefuseFile(Root);
        var start = query.Under is { } under ? Layout(under).Folder : Root;
        return new ExperimentWalk(Root, query, Warnings.Enqueue, cancellationToken).Find(start).Where(query.Matches).Take(query.First ?? int.MaxValue).ToAsync(cancellationToken);
    }

    /// <inheritdoc />
    public Task<ExperimentRecord?> GetAsync(ExperimentPath path, CancellationToken cancellationToken) =>
        Task.FromResult(SmallDocument.Read(Layout(path).Experiment, json => ExperimentReader.Read(json, path)));

    /// <inheritdoc />
    public Task<ExperimentRecord> OpenAsync(ExperimentPath path, string? project, ExperimentChange change, ExperimentRun run, CancellationToken cancellationToken)
    {
        return Task.FromResult(DiskFaults.Translate($"Opening the experiment '{path}'", () =>
        {
            var layout = Layout(path);
            if (!File.Exists(layout.Experiment))
                ExperimentPlace.RefuseNew(Root, path);
            foreach (var folder in new[] { layout.Folder, layout.LogsFolder, layout.MetricsFolder, layout.FilesFolder })
                DiskPaths.MakeFolder(folder);
            using var held = FileLock.Take(layout.ExperimentLock, cancellationToken);
            var stored = ReadOrSetAside(layout.Experiment);
            if (stored is not null)
                RefuseProtected(stored, path);
            var document = ExperimentDocument.Upsert(stored, path, project ?? path.Project, change, run);
            return ExperimentReader.Read(SmallDocument.Write(layout.Experiment, document), path);
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
            return ExperimentReader.Read(SmallDocument.Write(layout.Experiment, document), path);
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

    private static void RefuseProtected(OrderedDictionary document, ExperimentPath path)
    {
        if (document.Flag("write_protected") == true)
            throw ExperimentErrors.WriteProtected(path);
    }

    private static ExperimentException NotFound(ExperimentPath path) => ExperimentErrors.NotFound(path);
}
