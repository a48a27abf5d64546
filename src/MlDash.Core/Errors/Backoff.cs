namespace MlDash.Errors;

/// <summary>The pauses between the tries of something that fails for a while: each is twice as long as the one before, up to the longest.</summary>
/// <param name="First">The pause after the first failure.</param>
/// <param name="Longest">The pause that is not exceeded, also by <paramref name="First"/>.</param>
public readonly record struct Backoff(TimeSpan First, TimeSpan Longest)
{
    /// <summary>After this number of failures one tick has grown beyond every <see cref="TimeSpan"/>, and only the longest pause is left.</summary>
    private const int MostFailures = 64;

    /// <summary>The pause before the next try.</summary>
    /// <param name="failures">Failed tries so far, from 1.</param>
    public TimeSpan PauseAfter(int failures)
    {
        // As a real number the product cannot overflow.
        var ticks = First.Ticks * Math.ScaleB(1, Math.Clamp(failures, 1, MostFailures) - 1);
        return ticks < Longest.Ticks ? TimeSpan.FromTicks((long)ticks) : Longest;
    }
}
