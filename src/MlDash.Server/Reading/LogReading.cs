using System.Runtime.CompilerServices;
using MlDash.Logs;
using MlDash.Server.Logs;

namespace MlDash.Server.Reading;

/// <summary>Logs of an experiment that was found for a user.</summary>
internal sealed class LogReading(LogBook book, LogSearch search)
{
    private const int EntriesAPage = 1000;

    /// <summary>The entries that a query means, in the order of the log.</summary>
    public async IAsyncEnumerable<LogEntry> ReadAsync(string experimentId, LogQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = FilterOf(query);
        if (query.Last is not null)
        {
            foreach (var entry in await LastAsync(experimentId, filter, cancellationToken))
                yield return entry;
            yield break;
        }
        var left = query.First ?? long.MaxValue;
        var end = await book.CountAsync(experimentId, cancellationToken);
        await foreach (var entry in book.ReadAsync(experimentId, query.Skip, end, cancellationToken))
        {
            if (!filter.Takes(entry))
                continue;
            if (left-- <= 0)
                yield break;
            yield return RecordShapes.ToEntry(entry);
        }
    }

    /// <summary>A page of the log; without a place to begin at, the last entries when the query asks for these.</summary>
    public async Task<LogSlice> ReadPageAsync(string experimentId, LogQuery query, long? from, CancellationToken cancellationToken)
    {
        var wantsLast = from is null && query.Last is not null;
        var filter = FilterOf(query) with { Last = wantsLast ? query.Last : null, FromSequence = from ?? 0, Limit = EntriesAPage };
        var page = await search.RunAsync(experimentId, filter, cancellationToken);
        return new([.. page.Logs.Select(RecordShapes.ToEntry)], page.Next, !wantsLast && page.HasMore);
    }

    private async Task<IEnumerable<LogEntry>> LastAsync(string experimentId, LogFilter filter, CancellationToken cancellationToken) =>
        filter.Last > 0 ? (await search.RunAsync(experimentId, filter, cancellationToken)).Logs.Select(RecordShapes.ToEntry) : [];

    private static LogFilter FilterOf(LogQuery query) => new()
    {
        Last = query.Last,
        FromSequence = query.Skip,
        Levels = query.Levels.Length > 0 ? query.Levels.Select(level => level.ToWord()).ToHashSet(StringComparer.OrdinalIgnoreCase) : null,
        From = query.Since,
        To = query.Until,
        Search = query.Search,
    };
}
