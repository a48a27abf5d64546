using System.Runtime.CompilerServices;
using MlDash.Protocol;
using MlDash.Server.Http;

namespace MlDash.Server.Logs;

/// <summary>Answers what is asked of a log, in memory that depends on the page alone: entries go by and are counted, and those of the page are kept.</summary>
internal sealed class LogSearch(LogBook book, WorkGates gates)
{
    /// <summary>How deep a page by time may lie: the number of places that are remembered at once.</summary>
    public const int DeepestByTime = 1_000_000;

    private const int BlockSize = 2000;

    /// <summary>A page of a log. What reads more than it answers waits for its turn.</summary>
    public async Task<LogPage> RunAsync(string experimentId, LogFilter query, CancellationToken cancellationToken)
    {
        using var turn = query.ReadsWhatItAnswers ? null : await gates.WholeStreams.EnterAsync(cancellationToken);
        // Counted first: what comes meanwhile belongs to the next reading.
        var end = await book.CountAsync(experimentId, cancellationToken);
        var log = new Log(experimentId, Math.Min(query.FromSequence, end), end);
        return query.Last is { } last ? await LastAsync(log, last, query, cancellationToken)
            : query.ByTimestamp ? await ByTimeAsync(log, query, cancellationToken)
            : query.TakesAll ? await ByPlaceAsync(log, query, cancellationToken)
            : await FilterAsync(log, query, cancellationToken);
    }

    // Every entry in order of arrival: the offset is a place, and only this page is read.
    private async Task<LogPage> ByPlaceAsync(Log log, LogFilter query, CancellationToken cancellationToken)
    {
        var offset = Math.Min(query.Offset, log.Count);
        var count = Math.Min(query.Limit, log.Count - offset);
        var from = query.Descending ? log.End - offset - count : log.From + offset;
        var page = count == 0 ? [] : await book.ReadAsync(log.Id, from, from + count, cancellationToken).ToListAsync(cancellationToken);
        if (query.Descending)
            page.Reverse();
        return PageOf(log, page, query, log.Count);
    }

    private async Task<LogPage> FilterAsync(Log log, LogFilter query, CancellationToken cancellationToken)
    {
        var (page, hits) = (new List<LogWire>(), 0L);
        await foreach (var entry in query.Descending
            ? BackwardsAsync(log, BlockSize, cancellationToken)
            : book.ReadAsync(log.Id, log.From, log.End, cancellationToken))
        {
            if (!query.Takes(entry))
                continue;
            if (hits++ >= query.Offset && page.Count < query.Limit)
                page.Add(entry);
        }
        return PageOf(log, page, query, hits);
    }

    // The places of the entries up to the end of the page are kept, in the order they are asked for; whatever lies behind them is only counted.
    private async Task<LogPage> ByTimeAsync(Log log, LogFilter query, CancellationToken cancellationToken)
    {
        if (query.Offset + query.Limit > DeepestByTime)
        {
            throw ApiException.Malformed($"'offset' and 'limit' reach to entry {query.Offset + query.Limit} by time; {DeepestByTime} is the most. "
                + "Narrow the reading with 'startTime' and 'endTime', or order it by sequenceNumber.");
        }
        var wanted = (int)(query.Offset + query.Limit);
        // The one that has to go first is in front.
        var kept = new PriorityQueue<long, (long Time, long Sequence)>(
            Comparer<(long Time, long Sequence)>.Create((a, b) => query.Descending ? a.CompareTo(b) : b.CompareTo(a)));
        var hits = 0L;
        await foreach (var entry in book.ReadAsync(log.Id, log.From, log.End, cancellationToken))
        {
            if (!query.Takes(entry))
                continue;
            hits++;
            var place = (IsoTime.TryParse(entry.Timestamp, out var time) ? time.UtcTicks : 0, entry.SequenceNumber);
            if (kept.Count < wanted)
                kept.Enqueue(entry.SequenceNumber, place);
            else if (wanted > 0)
                kept.EnqueueDequeue(entry.SequenceNumber, place);
        }
        var page = new List<long>();
        while (kept.Count > query.Offset)
            page.Add(kept.Dequeue());
        page.Reverse();
        return PageOf(log, await book.PickAsync(log.Id, page, cancellationToken), query, hits);
    }

    private async Task<LogPage> LastAsync(Log log, int last, LogFilter query, CancellationToken cancellationToken)
    {
        var page = new List<LogWire>();
        await foreach (var entry in BackwardsAsync(log, Math.Min(last, BlockSize), cancellationToken))
        {
            if (query.Takes(entry))
                page.Add(entry);
            if (page.Count == last)
                break;
        }
        page.Reverse();
        // Fewer than were wanted: all that there are.
        return new LogPage(page, query.TakesAll ? log.End : null, page.Count == last && page[0].SequenceNumber > 0, log.End);
    }

    // Block by block from the end; the first one as small as may be enough.
    private async IAsyncEnumerable<LogWire> BackwardsAsync(Log log, int first, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var (to, size) = (log.End, first); to > log.From; (to, size) = (to - size, BlockSize))
        {
            var block = await book.ReadAsync(log.Id, Math.Max(log.From, to - size), to, cancellationToken).ToListAsync(cancellationToken);
            for (var i = block.Count - 1; i >= 0; i--)
                yield return block[i];
        }
    }

    private static LogPage PageOf(Log log, IReadOnlyList<LogWire> page, LogFilter query, long hits)
    {
        var hasMore = query.Offset + page.Count < hits;
        // Where a page ends in the middle of the log, the next reading continues after it.
        var next = !hasMore || query.Descending || query.ByTimestamp ? log.End
            : page.Count > 0 ? page[^1].SequenceNumber + 1
            : log.From;
        return new LogPage(page, hits, hasMore, next);
    }

    /// <summary>The part of a log that is looked at.</summary>
    private readonly record struct Log(string Id, long From, long End)
    {
        public long Count => End - From;
    }
}
