namespace MlDash.Watching;

/// <summary>What the system says at the end of a program.</summary>
/// <param name="ExitCode">The exit code.</param>
/// <param name="Signal">The signal that ended it, or null.</param>
/// <param name="CpuTime">Processor time, or null.</param>
internal readonly record struct ChildEnd(int ExitCode, int? Signal, TimeSpan? CpuTime);
