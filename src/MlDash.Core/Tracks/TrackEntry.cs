namespace MlDash;

/// <summary>One entry of a track.</summary>
/// <param name="Timestamp">Seconds; mostly since 1970, but a track may have a clock of its own.</param>
/// <param name="Fields">What was recorded at that time, flat: nested objects have become dotted names.</param>
public sealed record TrackEntry(double Timestamp, FieldSet Fields)
{
    /// <summary>Name of the member that holds the time of an entry.</summary>
    public const string TimestampField = "timestamp";
}
