namespace MlDash.Storage.Local;

/// <summary>Names and places of the local format: which file of an experiment lies where.</summary>
internal sealed class LocalLayout
{
    public const string ExperimentFile = "experiment.json";
    public const string DataFile = "data.jsonl";
    public const string MetadataFile = "metadata.json";
    public const string MetadataLock = ".metadata.lock";

    public LocalLayout(string root, ExperimentPath path)
    {
        Path = path;
        Folder = PathRules.Join(root, path.Segments);
    }

    public ExperimentPath Path { get; }

    /// <summary>Full path of the experiment's folder.</summary>
    public string Folder { get; }

    public string Experiment => In(ExperimentFile);

    public string ExperimentLock => In(".experiment.lock");

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

    public string FilesLog => In("files", ".mldash-files.jsonl");

    public string FilesLock => In("files", ".files_metadata.lock");

    /// <summary>Folder of a metric; its name may hold <c>/</c>.</summary>
    /// <exception cref="ExperimentException"><c>IllegalPath</c>.</exception>
    public string Metric(string name) => PathRules.Join(MetricsFolder, PathRules.Split(name, "metric name"));

    /// <summary>Folder of a track: every <c>/</c> of the topic is a <c>_</c>.</summary>
    /// <exception cref="ExperimentException"><c>IllegalPath</c>.</exception>
    public string Track(string topic) => PathRules.Join(TracksFolder, [string.Join('_', PathRules.Split(topic, "track topic"))]);

    private string In(params ReadOnlySpan<string> parts) => System.IO.Path.Combine([Folder, .. parts]);
}
