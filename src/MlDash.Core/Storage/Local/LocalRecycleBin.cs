using System.Collections.Specialized;
using MlDash.Errors;
using MlDash.Experiments;
using MlDash.Files;
using MlDash.Ids;
using MlDash.Json;
using MlDash.Protocol;

namespace MlDash.Storage.Local;

/// <summary>
/// The recycle bin of a root: the folder <c>.mldash-recycle</c> in it, with a folder an entry. Everything moves by renames on one disk, so that it costs the
/// same for an experiment of any size. In the bin the document has another name: no tool takes what it finds there for an experiment.
/// </summary>
/// <remarks>
/// An entry is being filled while its name begins with <c>filling-</c>, and emptied while it begins with <c>emptying-</c>. Whoever works with the bin next
/// ends what a process that was killed had begun.
/// </remarks>
internal sealed class LocalRecycleBin(LocalExperimentStore store) : IRecycleBin
{
    /// <summary>Name of the folder of the bin in a root.</summary>
    public const string FolderName = ".mldash-recycle";

    private const string Filling = "filling-";
    private const string Emptying = "emptying-";
    private const string EntryFile = "entry.json";
    private const string DataFolder = "data";
    private const string DocumentFile = "document.json";

    private string Folder => Path.Combine(store.Root, FolderName);

    /// <inheritdoc />
    public Task<RecycledExperiment> RecycleAsync(ExperimentPath path, CancellationToken cancellationToken) =>
        Work($"Moving the experiment '{path}' to the recycle bin", () =>
        {
            var layout = store.Layout(path);
            LocalExperimentStore.RefuseAbsentOrProtected(layout);
            var record = SmallDocument.ReadIfWhole(layout.Experiment) ?? [];
            var entry = Snowflake.Shared.Next();
            var filling = Path.Combine(Folder, Filling + entry);
            DiskPaths.MakeFolder(Path.Combine(filling, DataFolder));
            var recycled = new RecycledExperiment
            {
                Entry = entry,
                Prefix = path.Value,
                Project = record.Text("project"),
                Id = record.Id("id"),
                RemovedAt = store.Clock.GetUtcNow(),
                Size = 0,
                Root = store.Root,
            };
            Note(filling, recycled);
            // The document goes first: from here on no reader finds half an experiment, and the rest follows whatever happens.
            DiskChanges.Move(layout.Experiment, Path.Combine(filling, DocumentFile));
            return Fill(filling, recycled);
        }, cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<RecycledExperiment>> ListAsync(CancellationToken cancellationToken) =>
        !Directory.Exists(Folder)
            ? Task.FromResult<IReadOnlyList<RecycledExperiment>>([])
            : Task.FromResult(DiskFaults.Translate<IReadOnlyList<RecycledExperiment>>("Reading the recycle bin", () =>
            {
                // What is half in the bin is nowhere else.
                if (Directory.EnumerateDirectories(Folder, Filling + "*").Any())
                    Recover(cancellationToken);
                return
                [
                    .. Directory.EnumerateDirectories(Folder).Where(folder => FileId.IsId(Path.GetFileName(folder))).Select(Read)
                        .OfType<RecycledExperiment>()
                        .OrderByDescending(entry => entry.RemovedAt).ThenByDescending(entry => entry.Entry, StringComparer.Ordinal),
                ];
            }));

    /// <inheritdoc />
    public Task<ExperimentRecord> RestoreAsync(string entry, ExperimentPath? target, CancellationToken cancellationToken) =>
        Work($"Restoring '{entry}' from the recycle bin", () =>
        {
            var folder = FolderOf(entry);
            var recycled = Read(folder) ?? throw NotFound(entry);
            var from = ExperimentPath.Recorded(recycled.Prefix);
            var to = target ?? from;
            var place = store.Layout(to);
            if (Path.Exists(place.Experiment))
                throw ExperimentErrors.Exists(to);
            ExperimentPlace.RefuseNew(store.Root, to);
            Refill(Path.Combine(folder, DataFolder), place.Folder);
            // The document last: a folder that looks whole is whole.
            if (to != from && SmallDocument.ReadIfWhole(Path.Combine(folder, DocumentFile)) is { } document)
            {
                ExperimentDocument.Relocate(document, from, to);
                SmallDocument.Write(Path.Combine(folder, DocumentFile), document);
            }

            DiskPaths.MakeFolder(place.Folder);
            DiskChanges.Move(Path.Combine(folder, DocumentFile), place.Experiment);
            Empty(folder);
            if (to != from)
            {
                ExperimentSeal.RenewDocument(place, place.Experiment, store.Clock);
                store.NoteOwnerOfFiles(place);
            }

            return SmallDocument.Read(place.Experiment, json => ExperimentParser.Read(json, to)) ?? throw ExperimentErrors.NotFound(to);
        }, cancellationToken);

    /// <inheritdoc />
    public Task<long> ClearAsync(string entry, CancellationToken cancellationToken) =>
        Work(
            $"Clearing '{entry}' from the recycle bin",
            () => FileId.IsId(entry) && Directory.Exists(Path.Combine(Folder, entry)) ? Empty(Path.Combine(Folder, entry)) : 0,
            cancellationToken);

    /// <summary>Ends what a killed process had begun, before something new comes to the paths of the root.</summary>
    public void Recover(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(Folder))
            return;
        using var held = TakeLock(cancellationToken);
        EndWhatWasBegun();
    }

    private Task<T> Work<T>(string what, Func<T> work, CancellationToken cancellationToken) => Task.FromResult(DiskFaults.Translate(what, () =>
    {
        DiskPaths.MakeFolder(Folder);
        using var held = TakeLock(cancellationToken);
        EndWhatWasBegun();
        return work();
    }));

    private FileLock TakeLock(CancellationToken cancellationToken) => FileLock.Take(Path.Combine(Folder, ".lock"), store.Clock, cancellationToken);

    private void EndWhatWasBegun()
    {
        foreach (var folder in Directory.GetDirectories(Folder, Emptying + "*"))
            DiskChanges.DeleteFolder(folder, recursive: true);
        foreach (var folder in Directory.GetDirectories(Folder, Filling + "*"))
        {
            if (File.Exists(Path.Combine(folder, DocumentFile)) && Read(folder) is { } recycled)
                Fill(folder, recycled);
            else
                // Nothing was taken yet.
                DiskChanges.DeleteFolder(folder, recursive: true);
        }
    }

    /// <summary>Takes what is left of an experiment into its entry.</summary>
    private RecycledExperiment Fill(string filling, RecycledExperiment recycled)
    {
        var layout = store.Layout(ExperimentPath.Recorded(recycled.Prefix));
        if (Directory.Exists(layout.Folder))
            ExperimentDeletion.TakeData(layout, store.Root, new Relocation(layout.Folder, Path.Combine(filling, DataFolder)));
        var whole = recycled;
        // The size counts the note that it stands in, which grows by a digit or two.
        for (long size; (size = ExperimentDeletion.SizeOf(new DirectoryInfo(filling))) != whole.Size;)
            Note(filling, whole = new(whole) { Size = size });
        var folder = Path.Combine(Folder, recycled.Entry);
        DiskChanges.MoveFolder(filling, folder);
        return Read(folder) ?? whole;
    }

    /// <summary>Moves what a folder holds into another, which may have folders of these names.</summary>
    private static void Refill(string from, string to)
    {
        if (!Directory.Exists(from))
            return;
        DiskPaths.MakeFolder(to);
        foreach (var folder in new DirectoryInfo(from).GetDirectories())
        {
            var place = Path.Combine(to, folder.Name);
            if (folder.LinkTarget is null && Directory.Exists(place))
                Refill(folder.FullName, place);
            else
                DiskChanges.MoveFolder(folder.FullName, place);
        }

        foreach (var file in Directory.GetFiles(from))
            DiskChanges.Move(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
    }

    private long Empty(string folder)
    {
        var size = ExperimentDeletion.SizeOf(new DirectoryInfo(folder));
        var emptying = Path.Combine(Folder, Emptying + Path.GetFileName(folder));
        DiskChanges.MoveFolder(folder, emptying);
        DiskChanges.DeleteFolder(emptying, recursive: true);
        return size;
    }

    private string FolderOf(string entry) =>
        FileId.IsId(entry) && Path.Combine(Folder, entry) is var folder && Directory.Exists(folder) ? folder : throw NotFound(entry);

    private static void Note(string folder, RecycledExperiment recycled) => SmallDocument.Write(Path.Combine(folder, EntryFile), new OrderedDictionary
    {
        ["path"] = recycled.Prefix,
        ["project"] = recycled.Project,
        ["id"] = recycled.Id,
        ["removedAt"] = IsoTime.Format(recycled.RemovedAt),
        ["size"] = recycled.Size,
    });

    private RecycledExperiment? Read(string folder)
    {
        if (SmallDocument.ReadIfWhole(Path.Combine(folder, EntryFile), damage => store.Warnings.Enqueue($"'{folder}' is skipped: {damage.Message}"))
            is not { } document || document.Text("path") is not { } path)
        {
            return null;
        }

        var name = Path.GetFileName(folder);
        return new()
        {
            Entry = name.StartsWith(Filling, StringComparison.Ordinal) ? name[Filling.Length..] : name,
            Prefix = path,
            Project = document.Text("project"),
            Id = document.Id("id"),
            RemovedAt = document.Time("removedAt") ?? default,
            Size = document.Whole("size") ?? 0,
            Root = store.Root,
        };
    }

    private ExperimentException NotFound(string entry) => new(
        "RecycledNotFound",
        $"There is no '{entry}' in the recycle bin of '{store.Root}'.",
        "Run Get-MlDashRecycleBin to list the experiments in it.")
    { Category = FaultCategory.ObjectNotFound, Target = entry };
}
