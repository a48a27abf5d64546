using System.Globalization;
using MlDash.Files;
using MlDash.Storage.Local;

namespace MlDash.Storage.Checking;

/// <summary>
/// Where a repair puts what is in the way: a folder of its own in <c>.mldash-aside</c> of the experiment. A repair deletes nothing.
/// </summary>
internal sealed class Aside(LocalLayout layout, TimeProvider clock)
{
    /// <summary>Name of the folder.</summary>
    public const string FolderName = ExperimentDeletion.AsideFolder;

    // A saved file may be called experiment.json; with this ending nobody takes the folder around it for an experiment.
    private const string Ending = ".aside";

    private readonly string _folder = Path.Combine(
        layout.Folder, FolderName, clock.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture));

    /// <summary>Moves a file aside.</summary>
    /// <returns>Where it is now.</returns>
    public string Move(string path)
    {
        var place = PlaceOf(path);
        for (var other = 2; Path.Exists(place); other++)
            place = $"{PlaceOf(path)}-{other}";
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        DiskChanges.Move(path, place);
        return place;
    }

    /// <summary>Keeps a copy of some bytes of a file; they are on the disk when this returns.</summary>
    /// <returns>Where they are.</returns>
    public string Keep(string path, ReadOnlySpan<byte> bytes)
    {
        var place = PlaceOf(path);
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        using var file = File.OpenHandle(place, FileMode.OpenOrCreate, FileAccess.ReadWrite);
        var end = RandomAccess.GetLength(file);
        RandomAccess.Write(file, bytes, end);
        RandomAccess.Write(file, "\n"u8, end + bytes.Length);
        DiskSync.Flush(file, place);
        return place;
    }

    private string PlaceOf(string path) => Path.Combine(_folder, Path.GetRelativePath(layout.Folder, path)) + Ending;
}
