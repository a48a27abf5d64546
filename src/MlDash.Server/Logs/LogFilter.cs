using MlDash.Protocol;
using MlDash.Server.Http;

namespace MlDash.Server.Logs;

/// <summary>What a reader asked for.</summary>
internal sealed record LogFilter
{
    private static readonly string[] _ofPages = ["from", "offset", "limit", "order", "orderBy"];

    public int Limit { get; init; } = 100;

    public long Offset { get; init; }

    public bool ByTimestamp { get; init; }

    public bool Descending { get; init; }

    /// <summary>How many of the last ones are wanted, in order of arrival; null reads by pages.</summary>
    public int? Last { get; init; }

    /// <summary>The first sequence number that is looked at.</summary>
    public long FromSequence { get; init; }

    /// <summary>Words of the levels that are wanted, in whatever case; null takes all.</summary>
    public IReadOnlySet<string>? Levels { get; init; }

    /// <summary>The earliest time, inclusive.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The latest time, inclusive.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Text of the message, in whatever case.</summary>
    public string? Search { get; init; }

    /// <summary>Whether every entry is wanted, so that offsets are sequence numbers.</summary>
    public bool TakesAll => Levels is null && From is null && To is null && Search is null;

    /// <summary>Whether no more is read than is answered.</summary>
    public bool ReadsWhatItAnswers => TakesAll && !ByTimestamp;

    /// <exception cref="ApiException">400: a parameter cannot be used.</exception>
    public static LogFilter Of(IQueryCollection query) => new()
    {
        Last = LastOf(query),
        FromSequence = Query.Number(query, "from", 0),
        Limit = (int)Math.Min(Query.Number(query, "limit", 100), WireLimits.RecordsAPage),
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

    private static int? LastOf(IQueryCollection query)
    {
        if (query["last"].ToString().Length == 0)
            return null;
        if (Array.Find(_ofPages, name => query[name].ToString().Length > 0) is { } other)
            throw ApiException.Malformed($"'last' asks for the end of the log, '{other}' for a page of it. Give one of them.");
        return Query.Number(query, "last", 0) is var last and > 0
            ? (int)Math.Min(last, WireLimits.RecordsAPage)
            : throw ApiException.Malformed("'last' is a whole number from 1; found '0'.");
    }

    /// <summary>Whether an entry is wanted. Both time ends are inclusive; the text is looked for without regard to case.</summary>
    public bool Takes(LogWire entry)
    {
        if (Levels is not null && !Levels.Contains(entry.Level))
            return false;
        if (Search is not null && !entry.Message.Contains(Search, StringComparison.OrdinalIgnoreCase))
            return false;
        return (From is null && To is null) || (IsoTime.TryParse(entry.Timestamp, out var time) && !(time < From) && !(time > To));
    }
}
