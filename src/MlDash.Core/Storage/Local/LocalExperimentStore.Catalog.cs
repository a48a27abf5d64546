using System.Collections.Specialized;
using MlDash.Errors;
using MlDash.Experiments;
using MlDash.Files;
using MlDash.Json;

namespace MlDash.Storage.Local;

/// <content>The existing experiments and their details.</content>
public sealed partial class LocalExperimentStore
{
    /// <summary>One of them knows the project, unless another tool has left it out.</summary>
    private const int NeighboursAsked = 16;

    /// <inheritdoc />
    public IAsyncEnumerable<ExperimentRecord> FindAsync(ExperimentQuery query, CancellationToken cancellationToken) =>
        Find(query, cancellationToken).ToAsync(cancellationToken);

    private IEnumerable<ExperimentRecord> Find(ExperimentQuery query, CancellationToken cancellationToken)
    {
        DiskPaths.RefuseFile(Root);
        if (query.At is { } path)
            return Read(path) is { } one && query.Matches(one) ? [one] : [];
        var start = query.Under is { } under ? Layout(under).Folder : Root;
        return query.Arrange(new ExperimentWalk(Root, query, Warnings.Enqueue, cancellationToken).Find(start).Select(Judge).Where(query.Matches));
    }

    private ExperimentRecord? Read(ExperimentPath path) =>
        SmallDocument.Read(Layout(path).Experiment, json => ExperimentParser.Read(json, path)) is { } record ? Judge(record) : null;

    private ExperimentRecord Judge(ExperimentRecord record) => Heartbeat.Judge(record, Layout(record.Path), Clock);

    /// <inheritdoc />
    public Task<ExperimentRecord?> GetAsync(ExperimentPath path, CancellationToken cancellationToken) =>
        Task.FromResult(Read(path));

    /// <inheritdoc />
    public Task<IOpenRecording> OpenAsync(ExperimentPath path, string? project, ExperimentChange change, ExperimentRun run, CancellationToken cancellationToken)
    {
        var record = DiskFaults.Translate($"Opening the experiment '{path}'", () =>
        {
            var layout = Layout(path);
            if (!File.Exists(layout.Experiment))
            {
                ExperimentPlace.RefuseNew(Root, path);
                // What an earlier experiment has left here says nothing of this one.
                ExperimentSeal.Break(layout);
            }

            var standing = DiskSync.ExistingFolder(layout.Folder);
            foreach (var folder in new[] { layout.Folder, layout.LogsFolder, layout.MetricsFolder, layout.FilesFolder })
                DiskPaths.MakeFolder(folder);
            using var held = FileLock.Take(layout.ExperimentLock, Clock, cancellationToken);
            var stored = SmallDocument.ReadOrSetAside(layout.Experiment, Clock.GetUtcNow(), Warnings.Enqueue);
            if (stored is not null)
                RefuseProtected(stored, path);
            Leftovers.Remove([layout.Folder, layout.LogsFolder, layout.FilesFolder], Clock.GetUtcNow());
            var document = ExperimentDocument.Upsert(stored, path, stored is null ? ProjectOf(path, project) : project ?? ProjectOf(path), change, run);
            var written = SmallDocument.Write(layout.Experiment, document, run.Durable);
            if (run.Durable)
                DiskSync.FoldersUpTo(standing.Length < Root.Length ? standing : Root, layout.Folder);
            return ExperimentParser.Read(written, path);
        });
        if (run.Durable)
            _durable[path] = true;
        // A recording that was killed may have left entries that other tools do not see.
        SettleFiles(path);
        var heartbeat = new Heartbeat(Layout(path), Clock);
        var sink = new LocalRecordSink(Layout(path), run.Durable, Clock, Warnings.Enqueue, () => SettleAndRest(path, heartbeat));
        return Task.FromResult<IOpenRecording>(new LocalRecording(this, record, run, sink, heartbeat));
    }

    private void SettleAndRest(ExperimentPath path, Heartbeat heartbeat)
    {
        heartbeat.Dispose();
        SettleFiles(path);
    }

    /// <summary>Notes the end of a run.</summary>
    internal async Task<ExperimentRecord> CloseAsync(
        ExperimentPath path, ExperimentRun run, ExperimentStatus status, string? reason, CancellationToken cancellationToken)
    {
        SettleFiles(path);
        var record = await ChangeAsync(
            path, "Closing", document => ExperimentDocument.Close(document, run, status, reason, Clock.GetUtcNow()), cancellationToken).ConfigureAwait(false);
        _durable.TryRemove(path, out _);
        ExperimentSeal.Renew(Layout(path), Clock);
        return record;
    }

    /// <inheritdoc />
    public Task<ExperimentRecord> UpdateAsync(ExperimentPath path, ExperimentChange change, CancellationToken cancellationToken) =>
        ChangeAsync(
            path,
            "Changing",
            document =>
            {
                if (change.WriteProtected != false)
                    RefuseProtected(document, path);
                if (change.Version is { } version)
                    RunVersion.RefuseOther(Read(path)!, version);
                if (change.Status is not null && ExperimentDocument.IsRecordedHere(document))
                    throw ExperimentErrors.Running(path);
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
        return Task.FromResult(DiskFaults.Translate($"Removing the experiment '{path}'", () => ExperimentDeletion.Delete(layout, Root)));
    }

    private Task<ExperimentRecord> ChangeAsync(ExperimentPath path, string what, Action<OrderedDictionary> change, CancellationToken cancellationToken) =>
        Task.FromResult(DiskFaults.Translate($"{what} the experiment '{path}'", () =>
        {
            var layout = Layout(path);
            if (!File.Exists(layout.Experiment))
                throw NotFound(path);
            using var held = FileLock.Take(layout.ExperimentLock, Clock, cancellationToken);
            var document = SmallDocument.Read(layout.Experiment) ?? throw NotFound(path);
            change(document);
            var written = SmallDocument.Write(layout.Experiment, document, IsDurable(path));
            ExperimentSeal.RenewDocument(layout, layout.Experiment, Clock);
            return Judge(ExperimentParser.Read(written, path));
        }));

    private static void RefuseProtected(OrderedDictionary document, ExperimentPath path)
    {
        if (document.Flag("write_protected") == true)
            throw ExperimentErrors.WriteProtected(path);
    }

    private static ExperimentException NotFound(ExperimentPath path) => ExperimentErrors.NotFound(path);

    /// <summary>
    /// The project of a new experiment: the one given, else as its path says. Where its folder has experiments already, it is theirs: <c>own/prj/x</c> and
    /// <c>x -Project own/prj</c> lie in one folder, and a folder is in one project.
    /// </summary>
    private string? ProjectOf(ExperimentPath path, string? given)
    {
        var project = given ?? ProjectOf(path);
        if (path.Segments is not [var first, var second, _, ..] || (project != first && project != second))
            return project;
        var beside = new ExperimentQuery { Under = ExperimentPath.Recorded($"{first}/{second}") };
        var walk = new ExperimentWalk(Root, beside, static _ => { }, CancellationToken.None).Find(Layout(beside.Under).Folder);
        return walk.Where(record => record.Path != path).Take(NeighboursAsked).Select(record => record.Project)
            .FirstOrDefault(known => known == first || known == second) ?? project;
    }

    /// <summary>The project of a new experiment that is given none. In the root of the Python SDK it is the one that the SDK would write.</summary>
    private string? ProjectOf(ExperimentPath path) => System.IO.Path.GetFileName(Root) == RootOfSdk ? path.ProjectOfSdk : path.Project;
}
