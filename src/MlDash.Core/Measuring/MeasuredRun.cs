namespace MlDash;

/// <summary>One run of a command that was measured.</summary>
/// <param name="Number">Which run of its variant, from 1.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="ExitCode">The exit code of the last program that it ran; 0 when it ran none.</param>
public sealed record MeasuredRun(int Number, double Seconds, int ExitCode)
{
    /// <summary>How long it took.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds(Seconds);

    /// <summary>Whether it lies so far from the median of its variant that something else must have happened.</summary>
    public bool IsOutlier { get; internal init; }
}
