namespace MlDash.Protocol;

/// <summary>A track.</summary>
public sealed record TrackWire(
    string Id, string Topic, string? Description, IReadOnlyList<string> Tags, RawJson? Metadata, long TotalEntries,
    double? FirstTimestamp, double? LastTimestamp, IReadOnlyList<string> Columns, string CreatedAt);

/// <summary>A page of the tracks of an experiment, by topic; the cursor asks for the next page.</summary>
public sealed record TrackList(IReadOnlyList<TrackWire> Tracks, long Total, bool HasMore, string? NextCursor);
