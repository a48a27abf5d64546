using MlDash.Files;

namespace MlDash.Storage.Local;

/// <summary>Copies what an experiment has written, but its document, and no other experiment inside its folder.</summary>
internal static class ExperimentCopy
{
    private const string ServerNotes = ".mldash-sent-*";
    private const string RefusedNotes = ".mldash-refused-*";
    private const int BufferSize = 128 * 1024;

    private static readonly EnumerationOptions _oneLevel = new() { AttributesToSkip = FileAttributes.ReparsePoint };

    /// <summary>Path of an experiment that lies in the data of this one, where tools of other kinds put some; null when there is none.</summary>
    public static string? FindInData(LocalLayout layout, string root, CancellationToken cancellationToken)
    {
        var walk = new ExperimentWalk(root, new ExperimentQuery(), _ => { }, cancellationToken);
        return DataFolders(layout).SelectMany(walk.FoldersInData).FirstOrDefault() is { } inner
            ? Path.GetRelativePath(root, inner).Replace(Path.DirectorySeparatorChar, '/')
            : null;
    }

    /// <summary>Makes the folder of a copy. It comes to its place when it is whole; when something fails, nothing of it is left.</summary>
    public static async Task MakeAsync(LocalLayout from, LocalLayout to, string root, CancellationToken cancellationToken)
    {
        var parent = Path.GetDirectoryName(to.Folder)!;
        var arriving = Path.Combine(parent, $".mldash-copying-{Guid.NewGuid():N}");
        DiskPaths.MakeFolder(arriving);
        try
        {
            // With its seal, a copy of something that is damaged is known to be.
            foreach (var document in new[] { from.Parameters, ExperimentSeal.PlaceIn(from) }.Where(File.Exists))
                await CopyFileAsync(document, Path.Combine(arriving, Path.GetFileName(document)), cancellationToken).ConfigureAwait(false);
            foreach (var folder in DataFolders(from))
                await CopyFolderAsync(folder, Path.Combine(arriving, Path.GetFileName(folder)), folder == from.FilesFolder, cancellationToken)
                    .ConfigureAwait(false);
            DiskChanges.MoveFolder(arriving, to.Folder);
        }
        finally
        {
            if (Directory.Exists(arriving))
            {
                DiskChanges.DeleteFolder(arriving, recursive: true);
                ExperimentDeletion.RemoveEmptyFolders(parent, root);
            }
        }
    }

    /// <summary>Removes what says which servers have the experiment: at another path it is one that they do not have yet.</summary>
    public static void ForgetServers(LocalLayout layout)
    {
        foreach (var note in new[] { ServerNotes, RefusedNotes, ReceivedOrigin.FileName }.SelectMany(pattern => Directory.GetFiles(layout.Folder, pattern)))
            DiskChanges.Delete(note);
    }

    /// <summary>
    /// Every file that a copy has, the document among them, by its path below the folder of the experiment, segments joined by <c>/</c>.
    /// </summary>
    public static IEnumerable<string> Files(LocalLayout layout)
    {
        foreach (var document in new[] { layout.Experiment, layout.Parameters }.Where(File.Exists))
            yield return Path.GetFileName(document);
        foreach (var folder in DataFolders(layout))
        {
            foreach (var file in FilesBelow(folder, hasSavedFiles: folder == layout.FilesFolder))
                yield return Path.GetRelativePath(layout.Folder, file).Replace(Path.DirectorySeparatorChar, '/');
        }
    }

    private static IEnumerable<string> DataFolders(LocalLayout layout) =>
        new[]
        {
            layout.LogsFolder,
            layout.MetricsFolder,
            layout.TracksFolder,
            layout.FilesFolder
        }.Where(folder => new DirectoryInfo(folder) is { Exists: true, LinkTarget: null });

    private static async Task CopyFolderAsync(string from, string to, bool hasSavedFiles, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(to);
        foreach (var file in FilesBelow(from, hasSavedFiles))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            await CopyFileAsync(file, copy, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <param name="folder">The folder.</param>
    /// <param name="hasSavedFiles">Whether what lies below may be files of users, which may have any name; those right in the folder are the format's
    /// own.</param>
    private static IEnumerable<string> FilesBelow(string folder, bool hasSavedFiles)
    {
        var ahead = new Stack<(string Folder, int Depth)>([(folder, 0)]);
        while (ahead.TryPop(out var at))
        {
            foreach (var inner in Directory.EnumerateDirectories(at.Folder, "*", _oneLevel))
                ahead.Push((inner, at.Depth + 1));
            foreach (var file in Directory.EnumerateFiles(at.Folder, "*", _oneLevel))
            {
                if ((hasSavedFiles && at.Depth > 0) || !IsAid(Path.GetFileName(file)))
                    yield return file;
            }
        }
    }

    /// <summary>Locks, and what is made again where it is missing. Newer entries of a long list of files are data.</summary>
    private static bool IsAid(string name) =>
        name.EndsWith(".lock", StringComparison.Ordinal) || (name.StartsWith(".mldash-", StringComparison.Ordinal) && name != FilesLog.FileName);

    private static async Task CopyFileAsync(string from, string to, CancellationToken cancellationToken)
    {
        await using (var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, useAsync: true))
        await using (var target = new FileStream(to, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true))
            await source.CopyToAsync(target, BufferSize, cancellationToken).ConfigureAwait(false);
        // Saved files show when their sources were changed.
        File.SetLastWriteTimeUtc(to, File.GetLastWriteTimeUtc(from));
    }
}
