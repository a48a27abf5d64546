using MlDash.Files;
using MlDash.Ids;

namespace MlDash.Storage.Local;

/// <summary>Removes what an experiment has written, and leaves what lies inside its folder but is not its own: above all other experiments.</summary>
internal static class ExperimentDeletion
{
    /// <summary>Files of streams and of saved files, which an experiment never keeps in its own folder but in folders below.</summary>
    private static readonly string[] _dataFiles =
    [
        LocalLayout.DataFile, LocalLayout.MetadataFile, LocalLayout.MetadataLock,
        "logs.jsonl", ".log_sequence", ".log_sequence.lock",
        ".files_metadata.json", ".files_metadata.lock",
    ];

    /// <summary>Name of the folder where repairs put what is in the way.</summary>
    public const string AsideFolder = ".mldash-aside";

    private static readonly EnumerationOptions _everyFile = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };

    /// <returns>Bytes freed.</returns>
    public static long Delete(LocalLayout layout, string root)
    {
        // The document goes first: from here on no reader finds half an experiment.
        var freed = TakeFile(layout.Experiment, Disposal.Deletion);
        return freed + TakeData(layout, root, Disposal.Deletion);
    }

    /// <summary>Removes all but the document.</summary>
    /// <returns>Bytes taken.</returns>
    public static long TakeData(LocalLayout layout, string root, Disposal disposal)
    {
        var taken = TakeOwn(layout, root, disposal);
        RemoveEmptyFolders(layout.Folder, root);
        return taken;
    }

    /// <summary>Bytes of an experiment with all it holds: the lengths of the files that its removal takes.</summary>
    public static long SizeOf(LocalLayout layout, string root) => TakeFile(layout.Experiment, Counting.Only) + TakeOwn(layout, root, Counting.Only);

    private static long TakeOwn(LocalLayout layout, string root, Disposal disposal)
    {
        long freed = 0;
        foreach (var folder in new DirectoryInfo(layout.Folder).EnumerateDirectories().Where(folder => ExperimentPath.IsDataFolder(folder.Name)).ToList())
            freed += TakeFolder(folder, OthersIn(folder.FullName, root), disposal);
        foreach (var folder in new DirectoryInfo(layout.Folder).EnumerateDirectories(AsideFolder).ToList())
            freed += TakeFolder(folder, [], disposal);
        foreach (var file in new DirectoryInfo(layout.Folder).EnumerateFiles())
        {
            if (IsOwn(file.Name))
                freed += TakeFile(file.FullName, disposal);
        }

        return freed;
    }

    /// <summary>Folders of other experiments in a folder of data, also of those that cannot be read.</summary>
    private static HashSet<string> OthersIn(string folder, string root) =>
        [.. new ExperimentWalk(root, new ExperimentQuery(), _ => { }).FoldersInData(folder)];

    /// <summary>Takes a folder of data with all it holds; a link is taken, not what it leads to.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="others">Folders of other experiments, which stay.</param>
    /// <param name="disposal">Where it goes.</param>
    private static long TakeFolder(DirectoryInfo folder, HashSet<string> others, Disposal disposal)
    {
        if (folder.LinkTarget is not null || others.Count == 0)
        {
            var length = folder.LinkTarget is not null ? 0 : SizeOf(folder);
            disposal.TakeFolder(folder);
            return length;
        }

        var isOther = others.Contains(folder.FullName);
        long freed = 0;
        foreach (var inner in folder.EnumerateDirectories().ToList())
        {
            if (!isOther || IsDataInOther(inner))
                freed += TakeFolder(inner, [.. others.Where(other => IsAtOrBelow(other, inner.FullName))], disposal);
        }

        foreach (var file in folder.EnumerateFiles().Where(file => !isOther || _dataFiles.Contains(file.Name)).ToList())
            freed += TakeFile(file.FullName, disposal);
        if (!folder.EnumerateFileSystemInfos().Any())
            disposal.TakeEmpty(folder);
        return freed;
    }

    /// <summary>Whether a folder in that of another experiment can only be data of the one around both: a metric, a track, or a saved file.</summary>
    private static bool IsDataInOther(DirectoryInfo folder) =>
        !ExperimentPath.IsDataFolder(folder.Name) && (FileId.IsId(folder.Name) || File.Exists(Path.Combine(folder.FullName, LocalLayout.DataFile)));

    private static bool IsAtOrBelow(string path, string folder) =>
        path == folder || path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static bool IsOwn(string name) =>
        name is "parameters.json" or ".parameters.lock" or ".experiment.lock"
        || name.StartsWith(".mldash", StringComparison.Ordinal)
        || name.StartsWith("experiment.json.corrupt-", StringComparison.Ordinal)
        || name.StartsWith("parameters.json.corrupt-", StringComparison.Ordinal);

    /// <summary>Bytes of all files in a folder and below, links left out.</summary>
    public static long SizeOf(DirectoryInfo folder) => folder.EnumerateFiles("*", _everyFile).Sum(file => file.Length);

    private static long TakeFile(string path, Disposal disposal)
    {
        var length = new FileInfo(path) is { Exists: true } file ? file.Length : 0;
        disposal.TakeFile(path);
        return length;
    }

    /// <summary>Removes a folder that has become empty, and those above it, up to the root.</summary>
    public static void RemoveEmptyFolders(string folder, string root)
    {
        for (var at = folder; at.Length > root.Length && !Directory.EnumerateFileSystemEntries(at).Any(); at = Path.GetDirectoryName(at)!)
            DiskChanges.DeleteFolder(at);
    }
}
