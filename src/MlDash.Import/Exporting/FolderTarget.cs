using MlDash.Files;
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

    /// <param name="root">Full path of the folder that the place is in.</param>
    /// <param name="target">Full path of the place.</param>
    /// <param name="document">The file that says that the export is whole.</param>
    public FolderTarget(string root, string target, string document)
    {
        (_root, _target, _document) = (root, target, document);
        var parent = Path.GetDirectoryName(target)!;
        Directory.CreateDirectory(parent);
        Folder = Path.Combine(parent, $".mldash-exporting-{Guid.NewGuid():N}");
        Directory.CreateDirectory(Folder);
    }

    /// <summary>Full path of the folder that is written to.</summary>
    public string Folder { get; }

    /// <summary>Refuses a place that is taken.</summary>
    /// <param name="target">Full path of the place.</param>
    /// <param name="document">The file that says that an export is whole.</param>
    /// <param name="isOwn">Whether an export is there that may be replaced.</param>
    /// <exception cref="StorageException"><c>FileExists</c>.</exception>
    public static void RefuseTaken(string target, string document, Func<bool> isOwn)
    {
        if (File.Exists(target))
            throw Exists(target, "It is a file.", "Choose another path.");
        if (File.Exists(Path.Combine(target, document)) && !isOwn())
            throw Exists(target, "It was not exported, or -Force is not given.", "Use -Force to replace an export, or choose another path.");
    }

    /// <summary>Moves everything to its place.</summary>
    /// <param name="owned">What an export may have there, and is replaced.</param>
    /// <exception cref="StorageException"><c>FileExists</c>.</exception>
    public void Publish(IEnumerable<string> owned)
    {
        if (File.Exists(Path.Combine(_target, _document)))
        {
            foreach (var name in owned.Prepend(_document))
                Remove(Path.Combine(_target, name));
        }

        Directory.CreateDirectory(_target);
        var written = Directory.EnumerateFileSystemEntries(Folder).Select(entry => Path.GetFileName(entry)!);
        string[] names = [.. written.Where(name => name != _document), _document];
        if (Array.Find(names, name => Path.Exists(Path.Combine(_target, name))) is { } taken)
            throw Exists(Path.Combine(_target, taken), "It belongs to something else.", "Choose another path.");
        foreach (var name in names)
        {
            var (from, to) = (Path.Combine(Folder, name), Path.Combine(_target, name));
            if (Directory.Exists(from))
                DiskChanges.MoveFolder(from, to);
            else
                DiskChanges.Move(from, to);
        }
    }

    public void Dispose()
    {
        DiskChanges.DeleteFolder(Folder, recursive: true);
        ExperimentDeletion.RemoveEmptyFolders(Path.GetDirectoryName(_target)!, _root);
    }

    private static void Remove(string path)
    {
        if (Directory.Exists(path))
            DiskChanges.DeleteFolder(path, recursive: true);
        else
            DiskChanges.Delete(path);
    }

    private static StorageException Exists(string target, string why, string remedy) =>
        new("FileExists", $"'{target}' already exists. {why}", remedy) { Category = FaultCategory.ResourceExists, Target = target };
}
