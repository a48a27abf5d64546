namespace MlDash.TensorBoard;

/// <summary>An event of an event file.</summary>
/// <param name="Seconds">When it was written, in seconds since 1970.</param>
/// <param name="Step">The step.</param>
/// <param name="Values">Its values; none in an event that is about the file itself.</param>
public sealed record RecordedEvent(double Seconds, long Step, IReadOnlyList<EventValue> Values)
{
    /// <summary>The version of the format, in the first event of a file.</summary>
    public string? FileVersion { get; init; }
}
