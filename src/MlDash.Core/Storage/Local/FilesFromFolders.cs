using System.Security.Cryptography;
using MlDash.Files;
using MlDash.Ids;

namespace MlDash.Storage.Local;

/// <summary>
/// What the folders <c>*/&lt;id&gt;/&lt;name&gt;</c> still say about the files of an experiment when the document that lists them is lost or damaged.
/// </summary>
internal static class FilesFromFolders
{
    /// <summary>The files there are, the oldest id first, each read once for its checksum. Tags, texts and deletions are lost with the document.</summary>
    /// <param name="layout">The experiment.</param>
    /// <param name="known">Ids that the caller has the entries of.</param>
    public static IEnumerable<FileEntry> Find(LocalLayout layout, IReadOnlySet<string> known)
    {
        var root = new DirectoryInfo(layout.FilesFolder);
        if (!root.Exists)
            return [];
        // Another tool may have put an experiment right here.
        return Below(root, isOther: ExperimentWalk.IsExperimentInData(root))
            .Where(file => !known.Contains(file.Directory!.Name))
            .OrderBy(file => file.Directory!.Name.Length)
            .ThenBy(file => file.Directory!.Name, StringComparer.Ordinal)
            .Select(file => Describe(layout.Path, file, root));
    }

    /// <summary>
    /// The one id folder that holds a file of this folder and name, for an entry that lost its id; null when there is none, or more than one.
    /// </summary>
    /// <param name="layout">The experiment.</param>
    /// <param name="folder">The file's folder inside the experiment.</param>
    /// <param name="name">Its name.</param>
    /// <param name="taken">Ids that belong to other entries.</param>
    public static string? FindId(LocalLayout layout, string folder, string name, IReadOnlySet<string> taken)
    {
        DirectoryInfo parent;
        try
        {
            parent = new(layout.FileFolder(folder));
        }
        catch (ExperimentException)
        {
            // It leads out of the folder; who wants to read it gets this error.
            return null;
        }

        if (!parent.Exists)
            return null;
        var ids = parent.EnumerateDirectories()
            .Where(inner => FileId.IsId(inner.Name) && !taken.Contains(inner.Name) && File.Exists(Path.Combine(inner.FullName, name)))
            .Select(inner => inner.Name)
            .Take(2)
            .ToList();
        return ids.Count == 1 ? ids[0] : null;
    }

    /// <summary>The files in folders of ids. Another experiment that lies here keeps its own.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="isOther">Whether it is the folder of another experiment.</param>
    private static IEnumerable<FileInfo> Below(DirectoryInfo folder, bool isOther = false)
    {
        foreach (var inner in folder.EnumerateDirectories("*", new EnumerationOptions { AttributesToSkip = FileAttributes.ReparsePoint }))
        {
            if (ExperimentWalk.IsExperimentInData(inner) || (isOther && ExperimentPath.IsDataFolder(inner.Name)))
                continue;
            var kept = FileId.IsId(inner.Name)
                ? inner.EnumerateFiles("*", new EnumerationOptions { AttributesToSkip = FileAttributes.ReparsePoint })
                    .Where(file => file.Name != LocalFileIntake.Arriving)
                : [];
            foreach (var file in kept.Concat(Below(inner)))
                yield return file;
        }
    }

    private static FileEntry Describe(ExperimentPath experiment, FileInfo file, DirectoryInfo root)
    {
        using var content = new FileStream(
            file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.SequentialScan);
        var folder = Path.GetRelativePath(root.FullName, file.Directory!.Parent!.FullName).Replace(Path.DirectorySeparatorChar, '/');
        return new FileEntry
        {
            Id = file.Directory.Name,
            ExperimentPath = experiment,
            Folder = folder == "." ? string.Empty : folder,
            Name = file.Name,
            ContentType = ContentTypes.Of(file.Name),
            Length = file.Length,
            Checksum = Convert.ToHexString(SHA256.HashData(content)).ToLowerInvariant(),
            UploadedAt = file.LastWriteTimeUtc,
            UpdatedAt = file.LastWriteTimeUtc,
        };
    }
}
