using System.Globalization;
using MlDash.Context;

namespace MlDash.Identity;

/// <summary>
/// A default of the user: the value of a parameter that is not given. An environment variable sets it for a process, <c>config.json</c> for the user. All
/// settings are declared here, and read by <see cref="UserSettings"/> alone.
/// </summary>
public sealed class Setting
{
    /// <summary>Seconds between two points of the load of the machine, when nothing else is said.</summary>
    public const double DefaultSystemMetricsInterval = 10;

    private static readonly string[] _on = ["true", "1", "yes"];

    private readonly Func<string, object?> _parse;

    private Setting(string name, string? variable, string member, object? builtIn, string description, string expected, Func<string, object?> parse)
    {
        Name = name;
        Variable = variable;
        Member = member;
        BuiltIn = builtIn;
        Description = description;
        Expected = expected;
        _parse = parse;
    }

    /// <summary>Folder that contains the experiments.</summary>
    public static Setting Root { get; } = Text("Root", "ML_DASH_ROOT", "root", "./experiments", "Folder that contains the experiments");

    /// <summary>The project of experiments that are started without one.</summary>
    public static Setting Project { get; } = Text("Project", "ML_DASH_PROJECT", "project", null, "Project of experiments that are started without one");

    /// <summary>Template of the path of experiments that are started without one.</summary>
    public static Setting Prefix { get; } =
        Text("Prefix", "ML_DASH_PREFIX", "prefix", Experiments.PrefixTemplate.Default, "Path, with placeholders, of experiments that are started without one");

    /// <summary>The server that is meant when none is named.</summary>
    public static Setting Remote { get; } = Text("Remote", "ML_DASH_API_URL", ClientConfig.RemoteMember, null, "Server, if none is given");

    /// <summary>The host of logins, when it is another than the server.</summary>
    public static Setting AuthServer { get; } = Text("AuthServer", null, "auth_url", null, "Login host, if it is not the server");

    /// <summary>Whether recording cmdlets return when their record is queued.</summary>
    public static Setting Buffered { get; } = new(
        "Buffered", "ML_DASH_BUFFER_ENABLED", "buffer_enabled", true, "Whether recording cmdlets return before their record is written", "true or false",
        text => _on.Contains(text.ToLowerInvariant()));

    /// <summary>Seconds between two writes.</summary>
    public static Setting FlushInterval { get; } = Seconds("FlushInterval", "ML_DASH_FLUSH_INTERVAL", "flush_interval", "Seconds between two writes");

    /// <summary>Log entries of a batch.</summary>
    public static Setting LogBatchSize { get; } = Count("LogBatchSize", "ML_DASH_LOG_BATCH_SIZE", "log_batch_size", 1, "Log entries of a batch");

    /// <summary>Points of a batch.</summary>
    public static Setting MetricBatchSize { get; } = Count("MetricBatchSize", "ML_DASH_METRIC_BATCH_SIZE", "metric_batch_size", 1, "Points of a batch");

    /// <summary>Entries of a track in a batch.</summary>
    public static Setting TrackBatchSize { get; } = Count("TrackBatchSize", "ML_DASH_TRACK_BATCH_SIZE", "track_batch_size", 1, "Entries of a track in a batch");

    /// <summary>New tries before a failure is reported.</summary>
    public static Setting MaxRetries { get; } = Count("MaxRetries", "ML_DASH_MAX_RETRIES", "max_retries", 0, "Retries before a failure is reported");

    /// <summary>Seconds before the first new try.</summary>
    public static Setting RetryBaseDelay { get; } = Seconds("RetryBaseDelay", "ML_DASH_RETRY_BASE_DELAY", "retry_base_delay", "Seconds before the first retry");

    /// <summary>The longest pause between two tries, in seconds.</summary>
    public static Setting RetryMaxDelay { get; } = Seconds("RetryMaxDelay", "ML_DASH_RETRY_MAX_DELAY", "retry_max_delay", "Most seconds between two retries");

    /// <summary>Files that are sent at once.</summary>
    public static Setting UploadWorkers { get; } =
        Count("UploadWorkers", "ML_DASH_FILE_UPLOAD_WORKERS", "file_upload_workers", 1, "Files that are sent to a server at once");

    /// <summary>What a start records about the surroundings of a run.</summary>
    public static Setting Context { get; } = new(
        "Context",
        "ML_DASH_CONTEXT",
        "context",
        string.Join(", ", ContextParts.Default),
        "What a start records about the machine, the repository and the CI job",
        "a list of Host, Git and Ci, or None",
        text => ContextParts.Parse(text) is { } parts ? string.Join(", ", parts) : null);

    /// <summary>How often the load of the machine is recorded, in seconds; 0 when it is not.</summary>
    public static Setting SystemMetrics { get; } = new(
        "SystemMetrics",
        "ML_DASH_SYSTEM_METRICS",
        "system_metrics",
        null,
        "Seconds between two points of the load of the machine",
        "a number of seconds from 1 to 86400, 0 or false for none, or true for 10",
        text => bool.TryParse(text, out var flag) ? (flag ? DefaultSystemMetricsInterval : 0.0)
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is 0 or (>= 1 and <= 86400) ? seconds : null);

    /// <summary>All settings, in the order to show them.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        Root, Project, Prefix, Remote, AuthServer, Buffered, FlushInterval, LogBatchSize, MetricBatchSize, TrackBatchSize, MaxRetries, RetryBaseDelay,
        RetryMaxDelay, UploadWorkers, Context, SystemMetrics,
    ];

    /// <summary>Its name, that of the parameter it is the default of.</summary>
    public string Name { get; }

    /// <summary>The environment variable; null when there is none.</summary>
    public string? Variable { get; }

    /// <summary>What it is for.</summary>
    public string Description { get; }

    /// <summary>Its member of <c>config.json</c>.</summary>
    internal string Member { get; }

    /// <summary>The value when nothing sets it; null when there is none, or it depends on where is recorded to.</summary>
    internal object? BuiltIn { get; }

    /// <summary>What values it takes, for errors.</summary>
    internal string Expected { get; }

    /// <summary>A setting by its name, without regard to case.</summary>
    /// <exception cref="ConfigurationException"><c>SettingNotFound</c>.</exception>
    public static Setting Named(string name) => All.FirstOrDefault(setting => setting.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw NotFound(name);

    /// <summary>The error for a name of no setting: <c>SettingNotFound</c>.</summary>
    public static ConfigurationException NotFound(string name) =>
        new("SettingNotFound", $"There is no setting '{name}'.", "Run Get-MlDashConfig to list the settings.")
        { Category = FaultCategory.ObjectNotFound, Target = name };

    /// <summary>What its environment variable holds; null when that is not set or empty.</summary>
    public string? InEnvironment() => Variable is not null && Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text ? text : null;

    /// <summary>The value of a text; null when it is none of this setting.</summary>
    internal object? Parse(string text) => _parse(text);

    private static Setting Text(string name, string? variable, string member, string? builtIn, string description) =>
        new(name, variable, member, builtIn, description, "a text that is not empty", text => string.IsNullOrWhiteSpace(text) ? null : text);

    private static Setting Count(string name, string variable, string member, int least, string description) => new(
        name, variable, member, null, description, $"a whole number from {least}",
        text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= least ? count : null);

    private static Setting Seconds(string name, string variable, string member, string description) => new(
        name, variable, member, null, description, "a number of seconds from 0 to 86400",
        text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and <= 86400 ? seconds : null);
}
