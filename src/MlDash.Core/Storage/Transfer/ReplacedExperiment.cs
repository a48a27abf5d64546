using System.Security.Cryptography;
using System.Text;
using MlDash.Files;
using MlDash.Storage.Local;

namespace MlDash.Storage.Transfer;

/// <summary>
/// A local experiment that one of a server takes the place of. The new one arrives in a folder beside it, and the two change places by renames once it is
/// whole: whatever breaks off before leaves the old one as it was. Other experiments and files that lie in its folder stay there.
/// </summary>
internal sealed class ReplacedExperiment
{
    private readonly string _root;
    private readonly LocalLayout _place;
    private readonly LocalLayout _old;

    /// <param name="root">Root folder.</param>
    /// <param name="path">The experiment that is replaced.</param>
    /// <param name="server">The server that the new one comes from.</param>
    /// <param name="experiment">Its id there.</param>
    public ReplacedExperiment(string root, ExperimentPath path, Uri server, string experiment)
    {
        _root = root;
        _place = new LocalLayout(root, path);
        Arriving = Sibling("receiving", $"{path.Name}\n{server}\n{experiment}");
        _old = new LocalLayout(root, Sibling("replaced", path.Name));

        ExperimentPath Sibling(string what, string whose) => ExperimentPath.Recorded(string.Join('/', [
            .. path.Segments[..^1], $".mldash-{what}-{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(whose)))[..16].ToLowerInvariant()}"]));
    }

    /// <summary>Where the new one arrives. A repeated call continues there.</summary>
    public ExperimentPath Arriving { get; }

    /// <summary>Puts the new one in the place of the old one.</summary>
    /// <exception cref="IOException">It could not be; the old one is in its place.</exception>
    public void Swap()
    {
        DiskChanges.MoveFolder(_place.Folder, _old.Folder);
        try
        {
            DiskChanges.MoveFolder(new LocalLayout(_root, Arriving).Folder, _place.Folder);
        }
        catch
        {
            DiskChanges.MoveFolder(_old.Folder, _place.Folder);
            throw;
        }

        Finish();
    }

    /// <summary>Ends a swap that was killed: the old one goes back when nothing took its place.</summary>
    public void Recover()
    {
        if (!Directory.Exists(_old.Folder))
            return;
        if (!Directory.Exists(_place.Folder))
            DiskChanges.MoveFolder(_old.Folder, _place.Folder);
        else if (ReceivedOrigin.Of(_place) is not null)
            Finish();
    }

    /// <summary>Removes what the old one has written, and brings back what in its folder was not its own.</summary>
    private void Finish()
    {
        ExperimentDeletion.Delete(_old, _root);
        if (Directory.Exists(_old.Folder))
            MoveInto(_old.Folder, _place.Folder);
    }

    private static void MoveInto(string from, string to)
    {
        foreach (var folder in Directory.GetDirectories(from))
        {
            var place = Path.Combine(to, Path.GetFileName(folder));
            if (Directory.Exists(place))
                MoveInto(folder, place);
            else
                DiskChanges.MoveFolder(folder, place);
        }

        foreach (var file in Directory.GetFiles(from))
        {
            if (Path.Combine(to, Path.GetFileName(file)) is var place && !File.Exists(place))
                DiskChanges.Move(file, place);
        }

        if (!Directory.EnumerateFileSystemEntries(from).Any())
            DiskChanges.DeleteFolder(from);
    }
}
