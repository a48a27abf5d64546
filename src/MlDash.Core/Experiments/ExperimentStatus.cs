namespace MlDash;

/// <summary>Where an experiment, or one run of it, stands.</summary>
public enum ExperimentStatus
{
    /// <summary>Nobody has said: an experiment written by a tool that tracks no status.</summary>
    Unknown,

    /// <summary>Open and recorded to.</summary>
    Running,

    /// <summary>Ended well.</summary>
    Completed,

    /// <summary>Ended by an error.</summary>
    Failed,

    /// <summary>Ended by its user before its end.</summary>
    Cancelled,

    /// <summary>Said to be running, but its process is gone. Derived, never stored.</summary>
    Crashed,

    /// <summary>Ended, and out of use: lists leave it out unless it is asked for.</summary>
    Archived,

    /// <summary>Said to be running on another machine, which has given no sign of life for a while. Derived, never stored.</summary>
    Lost,
}

/// <summary>The spelling of a status in files and on the wire.</summary>
internal static class ExperimentStatusText
{
    public static string ToWire(this ExperimentStatus status) => status.ToString().ToUpperInvariant();

    /// <summary>The status that is stored where this one is seen.</summary>
    public static ExperimentStatus Stored(this ExperimentStatus status) =>
        status is ExperimentStatus.Crashed or ExperimentStatus.Lost ? ExperimentStatus.Running : status;

    public static ExperimentStatus Parse(object? text) =>
        text is string word && Enum.TryParse<ExperimentStatus>(word, ignoreCase: true, out var status) && Enum.IsDefined(status)
            ? status
            : ExperimentStatus.Unknown;
}
