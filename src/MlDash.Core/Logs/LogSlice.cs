namespace MlDash.Logs;

/// <summary>Entries of a log, and where the next ones begin.</summary>
/// <param name="Entries">Those asked for, in the order of the log.</param>
/// <param name="Next">Where the entries behind these begin, as the store counts: only for the store that gave it.</param>
/// <param name="HasMore">Whether there are more already.</param>
public sealed record LogSlice(IReadOnlyList<LogEntry> Entries, long Next, bool HasMore);
