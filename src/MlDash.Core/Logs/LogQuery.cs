namespace MlDash;

/// <summary>Which log entries to read; every filter given must hold. Entries come in the order of the log.</summary>
public sealed record LogQuery
{
    /// <summary>Levels asked for; empty: all.</summary>
    public LogLevel[] Levels { get; init; } = [];

    /// <summary>Text the message must hold, without regard to case.</summary>
    public string? Search { get; init; }

    /// <summary>The earliest time, inclusive.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The latest time, inclusive.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Number of entries to skip before any filter.</summary>
    public long Skip { get; init; }

    /// <summary>Maximum number of entries, counted from the start; null for all.</summary>
    public long? First { get; init; }

    /// <summary>Maximum number of entries, counted from the end; null for all.</summary>
    public int? Last { get; init; }

    /// <summary>Whether an entry is asked for.</summary>
    internal bool Matches(LogLevel level, DateTimeOffset timestamp, string message) =>
        (Levels.Length == 0 || Levels.Contains(level))
        && (Since is not { } since || timestamp >= since)
        && (Until is not { } until || timestamp <= until)
        && (Search is null || message.Contains(Search, StringComparison.OrdinalIgnoreCase));
}
