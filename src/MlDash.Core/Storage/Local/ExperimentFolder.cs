namespace MlDash.Storage.Local;

/// <summary>Removes what an experiment has written, and leaves what lies inside its folder but is not its own.</summary>
internal static class ExperimentFolder
{
    /// <returns>Bytes freed.</returns>
    public static long Delete(LocalLayout layout, string root)
    {
        long freed = 0;
        // The document goes first: from here on no reader finds half an experiment.
        freed += DeleteFile(layout.Experiment);
        foreach (var name in ExperimentPath.DataFolders)
        {
            var folder = new DirectoryInfo(Path.Combine(layout.Folder, name));
            if (!folder.Exists)
                continue;
            if (folder.LinkTarget is null)
                freed += folder.EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }).Sum(file => file.Length);
            folder.Delete(recursive: folder.LinkTarget is null);
        }

        foreach (var file in new DirectoryInfo(layout.Folder).EnumerateFiles())
        {
            if (IsOwn(file.Name))
                freed += DeleteFile(file.FullName);
        }

        RemoveEmptyFolders(layout.Folder, root);
        return freed;
    }

    private static bool IsOwn(string name) =>
        name is "parameters.json" or ".parameters.lock" or ".experiment.lock"
        || name.StartsWith(".mldash", StringComparison.Ordinal)
        || name.StartsWith("experiment.json.corrupt-", StringComparison.Ordinal)
        || name.StartsWith("parameters.json.corrupt-", StringComparison.Ordinal);

    private static long DeleteFile(string path)
    {
        var length = new FileInfo(path) is { Exists: true } file ? file.Length : 0;
        File.Delete(path);
        return length;
    }

    private static void RemoveEmptyFolders(string folder, string root)
    {
        for (var at = folder; at.Length > root.Length && !Directory.EnumerateFileSystemEntries(at).Any(); at = Path.GetDirectoryName(at)!)
            Directory.Delete(at);
    }
}
