using System.Collections.Specialized;

namespace MlDash;

/// <summary>One line of an experiment's log.</summary>
/// <param name="SequenceNumber">As stored, from 0; entries are ordered by their place in the log, which a damaged writer may number twice.</param>
/// <param name="Timestamp">When the call was made.</param>
/// <param name="Level">How grave it is.</param>
/// <param name="Message">The text.</param>
/// <param name="Metadata">Values that go with it, or null.</param>
public sealed record LogEntry(long SequenceNumber, DateTimeOffset Timestamp, LogLevel Level, string Message, OrderedDictionary? Metadata)
{
    /// <summary>The experiment it was read from; null when a store was asked directly.</summary>
    public ExperimentLink? Experiment { get; init; }

    /// <inheritdoc />
    public override string ToString() => $"[{Level.ToWord().ToUpperInvariant()}] {Message}";
}
