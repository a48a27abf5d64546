namespace MlDash.Watching;

/// <summary>How a program ended, and what it used.</summary>
/// <param name="ExitCode">Its exit code; 128 and the number of the signal when a signal ended it.</param>
/// <param name="StartedAt">When it was started.</param>
/// <param name="Duration">How long it ran.</param>
/// <param name="CpuTime">Processor time of the program and of those it started and waited for; null when the system does not say.</param>
/// <param name="PeakMemory">The most memory in bytes that the program and those it started had at a time, as far as it was seen; null when it was not.</param>
public sealed record ProgramResult(int ExitCode, DateTimeOffset StartedAt, TimeSpan Duration, TimeSpan? CpuTime, long? PeakMemory)
{
    /// <summary>The signal that ended it; null when it ended by itself.</summary>
    public int? Signal { get; init; }

    /// <summary>Whether it was ended because its time was over.</summary>
    public bool IsTimedOut { get; init; }

    /// <summary>Whether a process that the program left behind still held its output open, so that reading was given up.</summary>
    public bool IsOutputHeld { get; init; }
}
