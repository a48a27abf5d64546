using MlDash.Experiments;

namespace MlDash.Storage.Local;

/// <summary>Names and places of the local format: which file of an experiment lies where.</summary>
internal sealed class LocalLayout
{
    public const string ExperimentFile = "experiment.json";
    public const string DataFile = "data.jsonl";
    public const string MetadataFile = "metadata.json";
    public const string MetadataLock = ".metadata.lock";

    private readonly string _root;

    public LocalLayout(string root, ExperimentPath path)
    {
        _root = root;
        Path = path;
        Folder = DiskPaths.Join(root, root, path.Segments);
    }

    public ExperimentPath Path { get; }

    /// <summary>Full path of the experiment's folder.</summary>
    public string Folder { get; }

    public string Experiment => In(ExperimentFile);

    public string ExperimentLock => In(".experiment.lock");

    public string Heartbeat => In(".mldash-heartbeat");

    public string Parameters => In("parameters.json");

    public string ParametersLock => In(".parameters.lock");

    public string LogsFolder => In("logs");

    public string Logs => In("logs", "logs.jsonl");

    public string LogSequence => In("logs", ".log_sequence");

    public string LogSequenceLock => In("logs", ".log_sequence.lock");

    public string MetricsFolder => In("metrics");

    public string TracksFolder => In("tracks");

    public string FilesFolder => In("files");

    public string FilesMetadata => In("files", ".files_metadata.json");

    public string FilesLog => In("files", Local.FilesLog.FileName);

    public string FilesLock => In("files", ".files_metadata.lock");

    /// <summary>Folder of a metric; its name may hold <c>/</c>.</summary>
    /// <exception cref="ExperimentException"><c>IllegalPath</c>, <c>PathEscapesRoot</c>.</exception>
    public string Metric(string name) => In(["metrics", .. PathRules.SplitRecorded(name, "metric name")]);

    /// <summary>Folder of a track: every <c>/</c> of the topic is a <c>_</c>, also the one that the Python SDK lets a topic begin with.</summary>
    /// <exception cref="ExperimentException"><c>IllegalPath</c>, <c>PathEscapesRoot</c>.</exception>
    public string Track(string topic) => In("tracks", TrackFolder(topic));

    /// <summary>A file in the folder of a stream, or beside one.</summary>
    /// <exception cref="ExperimentException"><c>PathEscapesRoot</c>.</exception>
    public string FileIn(string folder, string name) => DiskPaths.Join(_root, folder, name);

    /// <summary>Where the bytes of a file lie, or will lie.</summary>
    /// <param name="folder">Its logical folder.</param>
    /// <param name="id">Its id.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="ExperimentException"><c>IllegalPath</c>, <c>PathEscapesRoot</c>.</exception>
    public string FilePlace(string folder, string id, string name) => In(["files", .. FileFolders(folder), id, name]);

    /// <summary>The folder of the files of a logical folder.</summary>
    /// <exception cref="ExperimentException"><c>IllegalPath</c>, <c>PathEscapesRoot</c>.</exception>
    public string FileFolder(string folder) => In(["files", .. FileFolders(folder)]);

    /// <summary>Makes sure that the experiment is still there: what would be written to a folder that was moved away is lost to everybody.</summary>
    /// <param name="what">What was not done, for the error.</param>
    /// <exception cref="StorageException"><c>ExperimentGone</c>.</exception>
    public void RefuseGone(string what)
    {
        if (!File.Exists(Experiment))
        {
            throw new StorageException(
                "ExperimentGone",
                $"{what}: the folder of the experiment '{Folder}' no longer has a file {ExperimentFile}.",
                "Restore the folder, or start the experiment again.")
            { Target = Folder };
        }
    }

    /// <summary>Name of the folder of a track.</summary>
    public static string TrackFolder(string topic) => topic.Replace('/', '_');

    // The Python SDK takes folders such as "./models//x"; the disk keeps none of the empty ones.
    private static IEnumerable<string> FileFolders(string folder) => folder.Split('/').Where(segment => segment is not ("" or "."));

    private string In(params ReadOnlySpan<string> parts) => DiskPaths.Join(_root, Folder, parts);
}
