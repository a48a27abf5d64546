namespace MlDash;

/// <summary>A program that was run and recorded.</summary>
public sealed class CommandResult
{
    /// <summary>The program; for a script block its text.</summary>
    public required string Command { get; init; }

    /// <summary>Its arguments, secrets masked.</summary>
    public string[] Arguments { get; init; } = [];

    /// <summary>Its working folder.</summary>
    public string? WorkingFolder { get; init; }

    /// <summary>Its exit code; null when it has none.</summary>
    public int? ExitCode { get; init; }

    /// <summary>When it was started.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>How long it ran.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Processor time of the program and of those it started and waited for; null when it is not known.</summary>
    public TimeSpan? CpuTime { get; init; }

    /// <summary>The most memory in bytes that the program and those it started had at a time, as far as it was seen; null when it is not known.</summary>
    public long? PeakMemory { get; init; }

    /// <summary>Whether it was ended because its time was over.</summary>
    public bool TimedOut { get; init; }

    /// <summary>The experiment it was recorded in.</summary>
    public required Experiment Experiment { get; init; }
}
