using MlDash.Protocol;
using MlDash.Server.Http;

namespace MlDash.Server.Logs;

/// <summary>What a reader asked for.</summary>
internal sealed record LogQuery
{
    public const int MostEntries = 10_000;

    public int Limit { get; private init; } = 100;

    public long Offset { get; private init; }

    public bool ByTimestamp { get; private init; }

    public bool Descending { get; private init; }

    private HashSet<string>? Levels { get; init; }

    private DateTimeOffset? From { get; init; }

    private DateTimeOffset? To { get; init; }

    private string? Search { get; init; }

    /// <summary>Whether every entry is wanted, so that offsets are sequence numbers.</summary>
    public bool TakesAll => Levels is null && From is null && To is null && Search is null;

    public static LogQuery Of(IQueryCollection query) => new()
    {
        Limit = (int)Math.Min(Query.Number(query, "limit", 100), MostEntries),
        Offset = Query.Number(query, "offset", 0),
        ByTimestamp = Query.OneOf(query, "orderBy", "sequenceNumber", "timestamp") == "timestamp",
        Descending = Query.OneOf(query, "order", "asc", "desc") == "desc",
        Levels = query["level"].ToString() is { Length: > 0 } levels
            ? levels.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.OrdinalIgnoreCase)
            : null,
        From = Query.Time(query, "startTime"),
        To = Query.Time(query, "endTime"),
        Search = query["search"].ToString() is { Length: > 0 } text ? text : null,
    };

    /// <summary>Whether an entry is wanted. Both time ends are inclusive; the text is looked for without regard to case.</summary>
    public bool Takes(LogWire entry)
    {
        if (Levels is not null && !Levels.Contains(entry.Level))
            return false;
        if (Search is not null && !entry.Message.Contains(Search, StringComparison.OrdinalIgnoreCase))
            return false;
        return (From is null && To is null) || (UtcText.TryParse(entry.Timestamp, out var time) && !(time < From) && !(time > To));
    }
}
