using System.Collections.Specialized;

namespace MlDash;

/// <summary>One line of an experiment's log.</summary>
public sealed class LogEntry(long sequenceNumber, DateTimeOffset timestamp, LogLevel level, string message, OrderedDictionary? metadata)
{
    /// <summary>As stored, from 0; entries are ordered by their place in the log, which a damaged writer may number twice.</summary>
    public long SequenceNumber { get; } = sequenceNumber;

    /// <summary>When the call was made.</summary>
    public DateTimeOffset Timestamp { get; } = timestamp;

    /// <summary>How grave it is.</summary>
    public LogLevel Level { get; } = level;

    /// <summary>The text.</summary>
    public string Message { get; } = message;

    /// <summary>Values that go with it, or null.</summary>
    public OrderedDictionary? Metadata { get; } = metadata;

    /// <summary>A copy, for an initializer that changes some of it.</summary>
    /// <param name="other">What is copied.</param>
    public LogEntry(LogEntry other)
        : this(other.SequenceNumber, other.Timestamp, other.Level, other.Message, other.Metadata) => Experiment = other.Experiment;

    /// <summary>The experiment it was read from; null when a store was asked directly.</summary>
    public ExperimentLink? Experiment { get; init; }

    /// <inheritdoc />
    public override string ToString() => $"[{Level.ToWord().ToUpperInvariant()}] {Message}";
}
