using System.Text.Json.Serialization;

namespace MlDash.Protocol;

/// <summary>One log entry.</summary>
public sealed record LogWire(string Id, long SequenceNumber, string Timestamp, string Level, string Message, RawJson? Metadata);

/// <summary>A page of logs. The total is absent where it is not known without reading the whole log; entries below <c>Next</c> have been looked at.</summary>
public sealed record LogPage(
    IReadOnlyList<LogWire> Logs, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Total, bool HasMore, long Next);

/// <summary>Answer to a batch of logs.</summary>
public sealed record LogsCreated(int Created, long StartSequence, long EndSequence, string ExperimentId);
