namespace MlDash;

/// <summary>One time an experiment was open.</summary>
public sealed class ExperimentRun(DateTimeOffset startedAt, DateTimeOffset? endedAt, ExperimentStatus status, string hostName, int processId)
{
    /// <summary>When it was opened.</summary>
    public DateTimeOffset StartedAt { get; } = startedAt;

    /// <summary>When it was closed; null while open, or when its process died.</summary>
    public DateTimeOffset? EndedAt { get; } = endedAt;

    /// <summary>As written: <see cref="ExperimentStatus.Running"/> until closed.</summary>
    public ExperimentStatus Status { get; } = status;

    /// <summary>The machine.</summary>
    public string HostName { get; } = hostName;

    /// <summary>The process on that machine.</summary>
    public int ProcessId { get; } = processId;

    /// <summary>Whether what is recorded goes to the disk itself at once; known to the process that records, stored nowhere.</summary>
    internal bool Durable { get; init; }

    /// <inheritdoc />
    public override string ToString() => $"{Status} {HostName}:{ProcessId}";
}
