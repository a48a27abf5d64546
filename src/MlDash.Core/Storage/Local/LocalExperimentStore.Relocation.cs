using System.Collections.Specialized;
using MlDash.Errors;
using MlDash.Experiments;
using MlDash.Files;
using MlDash.Ids;

namespace MlDash.Storage.Local;

/// <content>Experiments that get another path, and copies of them.</content>
public sealed partial class LocalExperimentStore
{
    /// <inheritdoc />
    public Task<ExperimentRecord> RenameAsync(ExperimentPath path, ExperimentPath target, CancellationToken cancellationToken) =>
        Task.FromResult(DiskFaults.Translate($"Renaming the experiment '{path}'", () =>
        {
            var (from, place) = (Layout(path), PlaceFor(path, target));
            if (new ExperimentWalk(Root, new ExperimentQuery(), _ => { }, cancellationToken).Find(from.Folder).FirstOrDefault() is { } inner)
                throw ExperimentErrors.Inside(path, inner.Path.Value);
            // The document first: were the process killed before the move, a second call does the rest.
            var stored = ChangeEnded(from, document => ExperimentDocument.Relocate(document, path, target), cancellationToken);
            try
            {
                DiskPaths.MakeFolder(Path.GetDirectoryName(place.Folder)!);
                DiskChanges.MoveFolder(from.Folder, place.Folder);
            }
            catch
            {
                ExperimentDeletion.RemoveEmptyFolders(Path.GetDirectoryName(place.Folder)!, Root);
                SmallDocument.Write(from.Experiment, stored);
                throw;
            }

            ExperimentDeletion.RemoveEmptyFolders(Path.GetDirectoryName(from.Folder)!, Root);
            ExperimentCopy.ForgetServers(place);
            NoteOwnerOfFiles(place);
            ExperimentSeal.RenewDocument(place, place.Experiment, Clock);
            return SmallDocument.Read(place.Experiment, json => ExperimentParser.Read(json, target)) ?? throw NotFound(target);
        }));

    /// <inheritdoc />
    public async Task<ExperimentRecord> CopyAsync(ExperimentPath path, ExperimentPath target, CancellationToken cancellationToken)
    {
        var (from, place) = (Layout(path), PlaceFor(path, target));
        if (ExperimentCopy.FindInData(from, Root, cancellationToken) is { } inner)
            throw ExperimentErrors.Inside(path, inner);
        try
        {
            var document = ReadEnded(from);
            await ExperimentCopy.MakeAsync(from, place, Root, cancellationToken).ConfigureAwait(false);
            NoteOwnerOfFiles(place);
            ExperimentDocument.Relocate(document, path, target);
            document["id"] = Snowflake.Shared.Next();
            // The document last: a folder that looks whole is whole.
            var written = SmallDocument.Write(place.Experiment, document);
            ExperimentSeal.RenewDocument(place, place.Experiment, Clock);
            return ExperimentParser.Read(written, target);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw DiskFaults.Explain($"Copying the experiment '{path}'", fault);
        }
    }

    /// <summary>The place of an experiment that is to come there; nothing may be there yet.</summary>
    private LocalLayout PlaceFor(ExperimentPath path, ExperimentPath target)
    {
        if (!File.Exists(Layout(path).Experiment))
            throw NotFound(path);
        if (target.Value.StartsWith(path.Value + '/', StringComparison.Ordinal))
            throw PathRules.Illegal(target.Value, "path", target.Name, $"it lies in the experiment '{path}' itself");
        ExperimentPlace.RefuseNew(Root, target);
        var place = Layout(target);
        return Path.Exists(place.Folder) ? throw ExperimentErrors.Exists(target) : place;
    }

    /// <summary>Changes the document of an experiment that nobody records.</summary>
    /// <returns>The document as it was.</returns>
    private OrderedDictionary ChangeEnded(LocalLayout layout, Action<OrderedDictionary> change, CancellationToken cancellationToken)
    {
        using var held = FileLock.Take(layout.ExperimentLock, Clock, cancellationToken);
        var (stored, document) = (ReadEnded(layout), ReadEnded(layout));
        RefuseProtected(document, layout.Path);
        change(document);
        SmallDocument.Write(layout.Experiment, document);
        return stored;
    }

    private static OrderedDictionary ReadEnded(LocalLayout layout)
    {
        var record = SmallDocument.Read(layout.Experiment, json => ExperimentParser.Read(json, layout.Path)) ?? throw NotFound(layout.Path);
        return record.Status == ExperimentStatus.Running
            ? throw ExperimentErrors.Running(layout.Path)
            : SmallDocument.Read(layout.Experiment) ?? throw NotFound(layout.Path);
    }

    private void NoteOwnerOfFiles(LocalLayout layout)
    {
        if (File.Exists(layout.FilesMetadata) || File.Exists(layout.FilesLog))
        {
            new FileRegister(layout, Clock, Warnings.Enqueue).Change(document =>
            {
                document.Relocate();
                return document;
            });
            ExperimentSeal.RenewDocument(layout, layout.FilesMetadata, Clock);
        }
    }
}
