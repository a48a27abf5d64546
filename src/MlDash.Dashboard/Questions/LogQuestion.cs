using System.Text.Json;

namespace MlDash.Dashboard.Questions;

/// <summary>A page of the log of an experiment.</summary>
/// <param name="Path">The experiment.</param>
/// <param name="Query">Which entries.</param>
/// <param name="From">The end of the page before; null begins with the last entries when the query asks for these, else with the first.</param>
public sealed record LogQuestion(ExperimentPath Path, LogQuery Query, long? From)
{
    /// <summary>Asks it.</summary>
    public async Task<LogAnswer> AskAsync(DashboardSource source, CancellationToken cancellationToken)
    {
        var last = Math.Clamp(Query.Last ?? QuestionLimits.LogEntries, 1, QuestionLimits.LogEntries);
        var query = Query with { Last = From is null ? last : null };
        var slice = await source.Reader.ReadLogPageAsync(Path, query, From, cancellationToken).ConfigureAwait(false);
        return new([.. slice.Entries.Select(Line)], slice.Next, slice.HasMore);
    }

    private static LogLine Line(LogEntry entry) => new(
        entry.SequenceNumber, entry.Timestamp.ToUnixTimeMilliseconds(), entry.Level.ToString().ToLowerInvariant(), entry.Message,
        entry.Metadata is { } metadata ? RecordedValue.Of(metadata) : null);
}

/// <summary>A page of a log.</summary>
/// <param name="Entries">The entries, in the order of the log.</param>
/// <param name="Next">Where the entries behind these begin.</param>
/// <param name="HasMore">Whether there are more already.</param>
public sealed record LogAnswer(IReadOnlyList<LogLine> Entries, long Next, bool HasMore);

/// <summary>An entry of a log.</summary>
/// <param name="Number">Its number.</param>
/// <param name="At">When it was written, in milliseconds since 1970 (UTC).</param>
/// <param name="Level">How grave it is, in small letters.</param>
/// <param name="Message">Its text.</param>
/// <param name="Metadata">Values that go with it, or null.</param>
public sealed record LogLine(long Number, long At, string Level, string Message, JsonElement? Metadata);
