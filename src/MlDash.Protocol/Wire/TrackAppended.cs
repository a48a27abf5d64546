namespace MlDash.Protocol;

/// <summary>Answer to one track entry.</summary>
public sealed record TrackAppended(RawJson Timestamp, RawJson Data);

/// <summary>
/// Answer to a batch of track entries; <c>Rejected</c> counts those without a usable timestamp, <c>StartIndex</c> is the number of entries that came before.
/// </summary>
public sealed record TrackBatchAppended(int Count, int? Rejected, string? StartIndex);
