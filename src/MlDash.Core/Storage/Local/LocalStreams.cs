using MlDash.Recording;

namespace MlDash.Storage.Local;

/// <summary>The append-only streams an experiment has on disk, whoever wrote them.</summary>
internal static class LocalStreams
{
    /// <summary>Every stream that has a data file: the log, then metrics and tracks in the order of their names.</summary>
    public static IEnumerable<StreamId> Of(LocalLayout layout)
    {
        if (File.Exists(layout.Logs))
            yield return StreamId.Log;
        foreach (var folder in MetricFolders(layout.MetricsFolder))
            yield return new StreamId(RecordKind.Metric, NameOf(layout.MetricsFolder, folder));
        if (!Directory.Exists(layout.TracksFolder))
            yield break;
        foreach (var folder in Directory.EnumerateDirectories(layout.TracksFolder).Order(StringComparer.Ordinal))
        {
            if (File.Exists(Path.Combine(folder, LocalLayout.DataFile)))
                yield return new StreamId(RecordKind.Track, SmallDocument.ReadIfWhole(Path.Combine(folder, LocalLayout.MetadataFile))?.Text("topic") ?? Path.GetFileName(folder));
        }
    }

    /// <summary>The data file of a stream.</summary>
    public static string DataFile(LocalLayout layout, StreamId stream) => stream.Kind == RecordKind.Log ? layout.Logs : Path.Combine(FolderOf(layout, stream), LocalLayout.DataFile);

    /// <summary>The folder of a stream.</summary>
    public static string FolderOf(LocalLayout layout, StreamId stream) => stream.Kind switch
    {
        RecordKind.Log => layout.LogsFolder,
        RecordKind.Metric => layout.Metric(stream.Name),
        _ => layout.Track(stream.Name),
    };

    /// <summary>The folders below <paramref name="root"/> that hold a metric, in the order of their names.</summary>
    public static IEnumerable<string> MetricFolders(string root) => Below(root, root);

    /// <summary>The name of the metric in a folder.</summary>
    public static string NameOf(string root, string folder) => Path.GetRelativePath(root, folder).Replace(Path.DirectorySeparatorChar, '/');

    private static IEnumerable<string> Below(string root, string folder)
    {
        if (!Directory.Exists(folder))
            yield break;
        if (folder != root && File.Exists(Path.Combine(folder, LocalLayout.DataFile)))
            yield return folder;
        foreach (var inner in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        {
            foreach (var found in Below(root, inner))
                yield return found;
        }
    }
}
