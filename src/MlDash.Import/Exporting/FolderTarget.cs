using MlDash.Files;
using MlDash.Import.Exported;
using MlDash.Import.Reading;
using MlDash.Storage.Local;

namespace MlDash.Import.Exporting;

/// <summary>
/// A folder that an export takes its place in. It is written beside that place, and moved there when it is whole; its document comes last. Nothing of others
/// that lies there is touched, an experiment in a folder below it neither.
/// </summary>
internal sealed class FolderTarget : IDisposable
{
    private readonly string _root;
    private readonly string _target;
    private readonly string _document;
    private readonly string _list;

    /// <param name="root">Full path of the folder that the place is in.</param>
    /// <param name="target">Full path of the place.</param>
    /// <param name="document">The file that says that the export is whole.</param>
    /// <param name="list">The file that lists what the export has written: segments joined by <c>/</c>. It may be the document.</param>
    public FolderTarget(string root, string target, string document, string list)
    {
        (_root, _target, _document, _list) = (root, target, document, list);
        var parent = Path.GetDirectoryName(target)!;
        Directory.CreateDirectory(parent);
        Folder = Path.Combine(parent, $".mldash-exporting-{Guid.NewGuid():N}");
        Directory.CreateDirectory(Folder);
    }

    /// <summary>Full path of the folder that is written to.</summary>
    public string Folder { get; }

    /// <summary>Moves everything to its place. Of what is there, only what the earlier export has written makes room.</summary>
    /// <param name="earlier">The export that is replaced; null when there is none.</param>
    /// <exception cref="StorageException"><c>FileExists</c>.</exception>
    /// <exception cref="InvalidDataException">A file would lie elsewhere.</exception>
    public void Publish(ExportedDocument? earlier)
    {
        var replaced = (earlier is null ? [] : earlier.Written.Append(_list).Append(_document))
            .Select(place => ExportedFiles.At(_target, place)).ToHashSet(ExperimentPath.DiskNames);
        string[] places = [.. SourceFolder.FilesBelow(Folder).Select(file => SourceFolder.NameBelow(Folder, file)).OrderBy(Rank)];
        foreach (var place in places)
        {
            if (Taken(place, replaced) is { } taken)
                throw ExportPlace.Exists(taken, "No export has written it.", "Move it, or choose another path.");
        }

        // The list stays until the new one takes its place, so that an export that was killed can be replaced.
        foreach (var file in replaced.Where(file => file != ExportedFiles.At(_target, _list)))
        {
            DiskChanges.Delete(file);
            if (Path.GetDirectoryName(file)! is var folder && Directory.Exists(folder))
                ExperimentDeletion.RemoveEmptyFolders(folder, _target);
        }

        foreach (var folder in Directory.EnumerateDirectories(Folder))
            Directory.CreateDirectory(Path.Combine(_target, Path.GetFileName(folder)));
        foreach (var place in places)
        {
            var to = ExportedFiles.At(_target, place);
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            DiskChanges.Move(ExportedFiles.At(Folder, place), to, overwrite: true);
        }
    }

    public void Dispose()
    {
        DiskChanges.DeleteFolder(Folder, recursive: true);
        ExperimentDeletion.RemoveEmptyFolders(Path.GetDirectoryName(_target)!, _root);
    }

    /// <summary>The list comes when all it lists is there, and the document last.</summary>
    private int Rank(string place) => place == _document ? 2 : place == _list ? 1 : 0;

    /// <summary>What is in the way of a file and has to stay; null when nothing is. A file with the same bytes is not in the way.</summary>
    private string? Taken(string place, HashSet<string> replaced)
    {
        var to = ExportedFiles.At(_target, place);
        for (var at = Path.GetDirectoryName(to)!; at.Length > _target.Length; at = Path.GetDirectoryName(at)!)
        {
            if (File.Exists(at) && !replaced.Contains(at))
                return at;
        }

        if (Directory.Exists(to))
            return SourceFolder.FilesBelow(to).Any() && SourceFolder.FilesBelow(to).All(replaced.Contains) ? null : to;
        return replaced.Contains(to) || ExportedFiles.HashOf(to) is not { } there || there == ExportedFiles.HashOf(ExportedFiles.At(Folder, place)) ? null : to;
    }
}
