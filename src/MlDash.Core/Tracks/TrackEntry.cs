namespace MlDash;

/// <summary>One entry of a track.</summary>
public sealed class TrackEntry(double timestamp, FieldSet fields)
{
    /// <summary>Seconds; mostly since 1970, but a track may have a clock of its own.</summary>
    public double Timestamp { get; } = timestamp;

    /// <summary>What was recorded at that time, flat: nested objects have become dotted names.</summary>
    public FieldSet Fields { get; } = fields;

    /// <summary>Name of the member that holds the time of an entry.</summary>
    public const string TimestampField = "timestamp";
}
