namespace MlDash.Records;

/// <summary>What kind of line a stream holds.</summary>
public enum RecordKind
{
    /// <summary>The log of an experiment; it has one.</summary>
    Log,

    /// <summary>A metric, by name.</summary>
    Metric,

    /// <summary>A track, by topic.</summary>
    Track,
}

/// <summary>One append-only stream of an experiment.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="Name">Metric name or topic; empty for the log.</param>
public readonly record struct StreamId(RecordKind Kind, string Name)
{
    /// <summary>The log.</summary>
    public static readonly StreamId Log = new(RecordKind.Log, string.Empty);

    /// <inheritdoc />
    public override string ToString() => Kind switch
    {
        RecordKind.Log => "the log",
        RecordKind.Metric => $"metric '{Name}'",
        _ => $"track '{Name}'",
    };
}
