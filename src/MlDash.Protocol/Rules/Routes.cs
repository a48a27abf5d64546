namespace MlDash.Protocol;

/// <summary>
/// The paths of the calls. The templates are what a server maps; the functions fill them for a client, below the address of the server, with every value
/// escaped.
/// </summary>
public static class Routes
{
    /// <summary>What all REST calls lie below.</summary>
    public const string Api = "/api";

    /// <summary>Whether the server works; no token is needed.</summary>
    public const string Health = "/health";

    /// <summary>The one address of all queries.</summary>
    public const string GraphQl = "/graphql";

    /// <summary>Starts a device login.</summary>
    public const string DeviceStart = Api + DeviceGroup + DeviceStartCall;

    /// <summary>Asks whether a device login was approved.</summary>
    public const string DevicePoll = Api + DeviceGroup + DevicePollCall;

    /// <summary>Exchanges what a device login gave for a token of the server.</summary>
    public const string Exchange = Api + AuthGroup + ExchangeCall;

    /// <summary>Template, below <see cref="Api"/>: the calls of a device login.</summary>
    public const string DeviceGroup = "/device";

    /// <summary>Template, below <see cref="DeviceGroup"/>.</summary>
    public const string DeviceStartCall = "/start";

    /// <summary>Template, below <see cref="DeviceGroup"/>.</summary>
    public const string DevicePollCall = "/poll";

    /// <summary>Template, below <see cref="Api"/>: tokens.</summary>
    public const string AuthGroup = "/auth";

    /// <summary>Template, below <see cref="AuthGroup"/>.</summary>
    public const string ExchangeCall = "/exchange";

    /// <summary>Template, below <see cref="Api"/>: where nodes are created.</summary>
    public const string NodesTemplate = "/namespaces/{ns}/nodes";

    /// <summary>Template, below <see cref="Api"/>: the table of the experiments of a namespace. The public service does not have it.</summary>
    public const string RunsTemplate = "/namespaces/{ns}/runs";

    /// <summary>
    /// Template, below <see cref="Api"/>: the table of the experiments of all namespaces that the caller may read. The public service does not have it.
    /// </summary>
    public const string AllRunsTemplate = "/runs";

    /// <summary>Template, below <see cref="Api"/>: checks all that the server holds, for administrators. The public service does not have it.</summary>
    public const string CheckTemplate = "/admin/check";

    /// <summary>Template, below <see cref="Api"/>: one node.</summary>
    public const string NodeTemplate = "/nodes/{id}";

    /// <summary>Template, below <see cref="Api"/>: the recycle bin of a namespace. The public service does not have it.</summary>
    public const string RecycleBinTemplate = "/namespaces/{ns}/recycle-bin";

    /// <summary>
    /// Template, below <see cref="Api"/>: the recycle bins of all namespaces that the caller may read. The public service does not have it.
    /// </summary>
    public const string AllRecycleBinsTemplate = "/recycle-bin";

    /// <summary>Template, below <see cref="Api"/>: brings a removed node back. The public service does not have it.</summary>
    public const string RestoreTemplate = NodeTemplate + "/restore";

    /// <summary>Template, below <see cref="Api"/>: the bytes of a file.</summary>
    public const string DownloadTemplate = NodeTemplate + "/download";

    /// <summary>Template, below <see cref="Api"/>: one project.</summary>
    public const string ProjectTemplate = "/projects/{id}";

    /// <summary>Template, below <see cref="Api"/>: the log of an experiment.</summary>
    public const string LogsTemplate = ExperimentTemplate + "/logs";

    /// <summary>Template, below <see cref="Api"/>: the parameters of an experiment.</summary>
    public const string ParametersTemplate = ExperimentTemplate + "/parameters";

    /// <summary>Template, below <see cref="Api"/>: the metrics of an experiment.</summary>
    public const string MetricsTemplate = ExperimentTemplate + "/metrics";

    /// <summary>Template, below <see cref="Api"/>: the tracks of an experiment.</summary>
    public const string TracksTemplate = ExperimentTemplate + "/tracks";

    /// <summary>Template, below <see cref="Api"/>: takes batches of several streams of an experiment. The public service does not have it.</summary>
    public const string BatchesTemplate = ExperimentTemplate + "/batches";

    /// <summary>Template, below <see cref="Api"/>: takes signs of life of an experiment. The public service does not have it.</summary>
    public const string HeartbeatTemplate = ExperimentTemplate + "/heartbeat";

    /// <summary>Template, below <see cref="Api"/>: digests of what an experiment holds. The public service does not have it.</summary>
    public const string ReceiptTemplate = ExperimentTemplate + "/receipt";

    /// <summary>Template, below <see cref="Api"/>: curves of several metrics. The public service does not have it.</summary>
    public const string CurvesTemplate = "/experiments/series";

    /// <summary>Curves of several metrics.</summary>
    public const string Curves = Api + CurvesTemplate;

    /// <summary>Last part of a path below a metric or a track: its records.</summary>
    public const string DataVerb = "data";

    /// <summary>Last part of a path below a metric: its description without its points.</summary>
    public const string StatsVerb = "stats";

    /// <summary>Last part of a path below a metric: curves of its fields. The public service does not have it.</summary>
    public const string SeriesVerb = "series";

    /// <summary>Part of a path below a metric, before a number: a closed chunk.</summary>
    public const string ChunksVerb = "chunks";

    /// <summary>Last part of a path below a metric or a track: takes one record.</summary>
    public const string AppendVerb = "append";

    /// <summary>Last part of a path below a metric: takes many points.</summary>
    public const string MetricBatchVerb = "append-batch";

    /// <summary>Last part of a path below a track: takes many entries. The public protocol spells it with an underscore here.</summary>
    public const string TrackBatchVerb = "append_batch";

    private const string ExperimentTemplate = "/experiments/{id}";

    /// <summary>Where the nodes of a namespace are created.</summary>
    public static string Nodes(string ns) => Filled(NodesTemplate, ns);

    /// <summary>The table of the experiments of all namespaces that the caller may read.</summary>
    public const string AllRuns = Api + AllRunsTemplate;

    /// <summary>The table of the experiments of a namespace.</summary>
    public static string Runs(string ns) => Filled(RunsTemplate, ns);

    /// <summary>The recycle bins of all namespaces that the caller may read.</summary>
    public const string AllRecycleBins = Api + AllRecycleBinsTemplate;

    /// <summary>Brings a removed node back.</summary>
    public static string Restore(string id) => Filled(RestoreTemplate, id);

    /// <summary>One node.</summary>
    public static string Node(string id) => Filled(NodeTemplate, id);

    /// <summary>The bytes of a file.</summary>
    public static string Download(string id) => Filled(DownloadTemplate, id);

    /// <summary>One project.</summary>
    public static string Project(string id) => Filled(ProjectTemplate, id);

    /// <summary>What the data of an experiment lies below.</summary>
    public static string Experiment(string id) => Filled(ExperimentTemplate, id);

    /// <summary>Takes batches of several streams of an experiment.</summary>
    public static string Batches(string experiment) => Filled(BatchesTemplate, experiment);

    /// <summary>Takes signs of life of an experiment.</summary>
    public static string Heartbeat(string experiment) => Filled(HeartbeatTemplate, experiment);

    /// <summary>Digests of what an experiment holds.</summary>
    public static string Receipt(string experiment) => Filled(ReceiptTemplate, experiment);

    /// <summary>The log of an experiment.</summary>
    public static string Logs(string experiment) => Filled(LogsTemplate, experiment);

    /// <summary>The parameters of an experiment.</summary>
    public static string Parameters(string experiment) => Filled(ParametersTemplate, experiment);

    /// <summary>The metrics of an experiment.</summary>
    public static string Metrics(string experiment) => Filled(MetricsTemplate, experiment);

    /// <summary>A call on one metric. The segments of its name stay segments.</summary>
    public static string Metric(string experiment, string name, string verb) =>
        $"{Metrics(experiment)}/{Escaped(name)}/{verb}";

    /// <summary>A name with slashes, such as that of a metric or the path of an experiment, as a part of a path.</summary>
    public static string Escaped(string name) => string.Join('/', name.Split('/').Select(Uri.EscapeDataString));

    /// <summary>The tracks of an experiment.</summary>
    public static string Tracks(string experiment) => Filled(TracksTemplate, experiment);

    /// <summary>A call on one track. Its topic is one segment, slashes escaped.</summary>
    public static string Track(string experiment, string topic, string verb) => $"{Tracks(experiment)}/{TopicSegment(topic)}/{verb}";

    /// <summary>The topic of a track as a part of a path.</summary>
    public static string TopicSegment(string topic) => Uri.EscapeDataString(topic);

    /// <summary>A template with a value in place of its one name.</summary>
    private static string Filled(string template, string value)
    {
        var (open, close) = (template.IndexOf('{', StringComparison.Ordinal), template.IndexOf('}', StringComparison.Ordinal));
        return $"{Api}{template[..open]}{Uri.EscapeDataString(value)}{template[(close + 1)..]}";
    }
}
