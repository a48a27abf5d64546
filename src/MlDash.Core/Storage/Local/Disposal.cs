using MlDash.Files;

namespace MlDash.Storage.Local;

/// <summary>Where the files and folders of an experiment go that is removed: they are deleted.</summary>
internal class Disposal
{
    public static Disposal Deletion { get; } = new();

    /// <summary>Removes a file, if there is one.</summary>
    public virtual void TakeFile(string path) => DiskChanges.Delete(path);

    /// <summary>Removes a folder with all it holds; a link is removed, not what it leads to.</summary>
    public virtual void TakeFolder(DirectoryInfo folder) => DiskChanges.DeleteFolder(folder.FullName, recursive: folder.LinkTarget is null);

    /// <summary>Removes a folder that nothing was left in.</summary>
    public virtual void TakeEmpty(DirectoryInfo folder) => DiskChanges.DeleteFolder(folder.FullName);
}

/// <summary>They stay; only their bytes are counted.</summary>
internal sealed class Counting : Disposal
{
    public static Counting Only { get; } = new();

    public override void TakeFile(string path)
    {
    }

    public override void TakeFolder(DirectoryInfo folder)
    {
    }

    public override void TakeEmpty(DirectoryInfo folder)
    {
    }
}

/// <summary>They are moved to another folder, each under the path that it has in the folder of the experiment.</summary>
/// <param name="from">The folder of the experiment.</param>
/// <param name="to">The other folder.</param>
internal sealed class Relocation(string from, string to) : Disposal
{
    public override void TakeFile(string path)
    {
        if (File.Exists(path))
            DiskChanges.Move(path, PlaceOf(path), overwrite: true);
    }

    public override void TakeFolder(DirectoryInfo folder) => DiskChanges.MoveFolder(folder.FullName, PlaceOf(folder.FullName));

    private string PlaceOf(string path)
    {
        var place = Path.Combine(to, Path.GetRelativePath(from, path));
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        return place;
    }
}
