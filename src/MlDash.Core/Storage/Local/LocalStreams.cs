using MlDash.Json;
using MlDash.Records;

namespace MlDash.Storage.Local;

/// <summary>The append-only streams an experiment has on disk, whoever wrote them.</summary>
internal static class LocalStreams
{
    private static readonly EnumerationOptions _noLinks = new() { AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false };

    /// <summary>Every stream that has a data file: the log, then metrics and tracks in the order of their names.</summary>
    public static IEnumerable<StreamId> Of(LocalLayout layout)
    {
        if (File.Exists(layout.Logs))
            yield return StreamId.Log;
        foreach (var folder in MetricFolders(layout.MetricsFolder))
            yield return new StreamId(RecordKind.Metric, NameOf(layout.MetricsFolder, folder));
        foreach (var folder in TrackFolders(layout.TracksFolder))
        {
            var document = SmallDocument.ReadIfWhole(layout.FileIn(folder, LocalLayout.MetadataFile));
            yield return new StreamId(RecordKind.Track, document?.Text("topic") ?? Path.GetFileName(folder));
        }
    }

    /// <summary>The data file of a stream.</summary>
    public static string DataFile(LocalLayout layout, StreamId stream) =>
        stream.Kind == RecordKind.Log ? layout.Logs : layout.FileIn(FolderOf(layout, stream), LocalLayout.DataFile);

    /// <summary>The lock of a stream.</summary>
    public static string LockFile(LocalLayout layout, StreamId stream) =>
        stream.Kind == RecordKind.Log ? layout.LogSequenceLock : layout.FileIn(FolderOf(layout, stream), LocalLayout.MetadataLock);

    /// <summary>The folder of a stream.</summary>
    public static string FolderOf(LocalLayout layout, StreamId stream) => stream.Kind switch
    {
        RecordKind.Log => layout.LogsFolder,
        RecordKind.Metric => layout.Metric(stream.Name),
        _ => layout.Track(stream.Name),
    };

    /// <summary>The folders below <paramref name="root"/> that hold a metric, in the order of their names.</summary>
    public static IEnumerable<string> MetricFolders(string root) => Below(root, root);

    /// <summary>The folders in <paramref name="root"/> that hold a track, in the order of their names.</summary>
    public static IEnumerable<string> TrackFolders(string root) => Directory.Exists(root)
        ? Folders(root).Where(folder => File.Exists(Path.Combine(folder, LocalLayout.DataFile)))
        : [];

    /// <summary>The folders of those streams that have data; each costs one look, however many others there are.</summary>
    public static IEnumerable<string> Existing(LocalLayout layout, IEnumerable<StreamId> streams)
    {
        foreach (var stream in streams)
        {
            string folder;
            try
            {
                folder = FolderOf(layout, stream);
            }
            catch (ExperimentException)
            {
                // What cannot be a name is the name of nothing.
                continue;
            }

            if (File.Exists(Path.Combine(folder, LocalLayout.DataFile)))
                yield return folder;
        }
    }

    /// <summary>Makes sure that no link has come where a stream is written.</summary>
    /// <exception cref="ExperimentException"><c>PathEscapesRoot</c>.</exception>
    public static void RefuseLinks(LocalLayout layout, StreamId stream)
    {
        if (stream.Kind == RecordKind.Log)
        {
            _ = layout.Logs;
            _ = layout.LogSequence;
            _ = layout.LogSequenceLock;
            return;
        }

        var folder = FolderOf(layout, stream);
        foreach (var file in new[] { LocalLayout.DataFile, LocalLayout.MetadataFile, LocalLayout.MetadataLock })
            layout.FileIn(folder, file);
    }

    /// <summary>The name of the metric in a folder.</summary>
    public static string NameOf(string root, string folder) => Path.GetRelativePath(root, folder).Replace(Path.DirectorySeparatorChar, '/');

    private static IEnumerable<string> Below(string root, string folder)
    {
        if (!Directory.Exists(folder))
            yield break;
        if (folder != root && File.Exists(Path.Combine(folder, LocalLayout.DataFile)))
            yield return folder;
        // Another tool may have put an experiment here: its data is not this one's.
        var isOther = File.Exists(Path.Combine(folder, LocalLayout.ExperimentFile));
        foreach (var inner in Folders(folder).Where(inner => !isOther || !ExperimentPath.IsDataFolder(Path.GetFileName(inner))))
        {
            foreach (var found in Below(root, inner))
                yield return found;
        }
    }

    /// <summary>Folders in a folder; what lies behind links is no data of the experiment.</summary>
    private static IEnumerable<string> Folders(string folder) => Directory.EnumerateDirectories(folder, "*", _noLinks).Order(StringComparer.Ordinal);
}
