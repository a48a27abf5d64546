namespace MlDash;

/// <summary>One time an experiment was open.</summary>
/// <param name="StartedAt">When it was opened.</param>
/// <param name="EndedAt">When it was closed; null while open, or when its process died.</param>
/// <param name="Status">As written: <see cref="ExperimentStatus.Running"/> until closed.</param>
/// <param name="HostName">The machine.</param>
/// <param name="ProcessId">The process on that machine.</param>
public sealed record ExperimentRun(DateTimeOffset StartedAt, DateTimeOffset? EndedAt, ExperimentStatus Status, string HostName, int ProcessId)
{
    /// <summary>Whether what is recorded goes to the disk itself at once; known to the process that records, stored nowhere.</summary>
    internal bool Durable { get; init; }

    /// <inheritdoc />
    public override string ToString() => $"{Status} {HostName}:{ProcessId}";
}
