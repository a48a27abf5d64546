using System.Runtime.CompilerServices;
using System.Text;
using MlDash.Client;
using MlDash.Logs;
using MlDash.Protocol;
using MlDash.Storage.Format;

namespace MlDash.Storage.Remote;

/// <content>Logs.</content>
public sealed partial class RemoteExperimentStore
{
    private const int LogEntriesAPage = 1000;

    /// <summary>The most entries that a server counts from the end of a log.</summary>
    private const int MostLastEntries = 10_000;

    /// <summary>Whether the server answers where the next page of a log begins; until it has answered, it is asked as if it did.</summary>
    private volatile bool _tellsNext = true;

    /// <inheritdoc />
    public async IAsyncEnumerable<LogEntry> ReadLogsAsync(ExperimentPath path, LogQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var data = await DataAsync(path, cancellationToken).ConfigureAwait(false);
        if (query.Last is { } last)
        {
            if (last == 0)
                yield break;
            var found = new List<LogEntry>();
            await foreach (var entry in LogPagesAsync(data, query, "desc", cancellationToken).ConfigureAwait(false))
            {
                found.Add(entry);
                if (found.Count == last)
                    break;
            }

            found.Reverse();
            foreach (var entry in found)
                yield return entry;
            yield break;
        }

        var left = query.First ?? long.MaxValue;
        await foreach (var entry in LogPagesAsync(data, query, "asc", cancellationToken).ConfigureAwait(false))
        {
            if (left-- <= 0)
                yield break;
            yield return entry;
        }
    }

    /// <inheritdoc />
    public async Task<LogSlice> ReadLogPageAsync(ExperimentPath path, LogQuery query, long? from, CancellationToken cancellationToken)
    {
        var data = await DataAsync(path, cancellationToken).ConfigureAwait(false);
        var last = from is null ? query.Last : null;
        if (_tellsNext && last is null or (> 0 and <= MostLastEntries))
        {
            var begin = last is null ? $"from={from ?? 0}&limit={LogEntriesAPage}" : $"last={last}";
            var page = await PageAsync($"{data}/logs?{begin}{FiltersOf(query)}", WireMembers.Logs, cancellationToken).ConfigureAwait(false);
            if (page.Next is { } next)
                return new LogSlice([.. Entries(page, query)], next, last is null && page.HasMore);
            _tellsNext = false;
        }

        return last is null
            ? await ReadLogPageByOffsetAsync(data, query, from ?? 0, cancellationToken).ConfigureAwait(false)
            : await ReadLogEndAsync(path, data, query, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The last entries, where the server cannot tell them and the end of the log in one answer.</summary>
    private async Task<LogSlice> ReadLogEndAsync(ExperimentPath path, string data, LogQuery query, CancellationToken cancellationToken)
    {
        // Counted first: what comes meanwhile is the next page's.
        var request = $"{data}/logs?orderBy=sequenceNumber&order=asc&limit=1&offset=0";
        var first = await PageAsync(request, WireMembers.Logs, cancellationToken).ConfigureAwait(false);
        var end = first.Total ?? throw ServerFaults.NotUnderstood(_server.Address, WireMembers.Total, "a whole number", "missing");
        var entries = new List<LogEntry>();
        await foreach (var entry in ReadLogsAsync(path, query, cancellationToken).ConfigureAwait(false))
        {
            if (entry.SequenceNumber < end)
                entries.Add(entry);
        }

        return new LogSlice(entries, end, false);
    }

    /// <summary>A page of a server that counts entries: it may not filter, or it would count others.</summary>
    private async Task<LogSlice> ReadLogPageByOffsetAsync(string data, LogQuery query, long from, CancellationToken cancellationToken)
    {
        var request = $"{data}/logs?orderBy=sequenceNumber&order=asc&limit={RecordsAPage}&offset={from}";
        var page = await PageAsync(request, WireMembers.Logs, cancellationToken).ConfigureAwait(false);
        return new LogSlice([.. Entries(page, query)], from + page.Items.Count, page.HasMore);
    }

    private IEnumerable<LogEntry> Entries(RecordPage page, LogQuery query) =>
        page.Items.Select(item => Understood(() => LogLine.Read(Writable(item), query))).OfType<LogEntry>();

    private static string FiltersOf(LogQuery query)
    {
        var filters = new StringBuilder();
        if (query.Levels.Length > 0)
            filters.Append("&level=").AppendJoin(',', query.Levels.Select(level => level.ToWord()));
        if (query.Since is { } since)
            filters.Append("&startTime=").Append(Uri.EscapeDataString(IsoTime.Format(since)));
        if (query.Until is { } until)
            filters.Append("&endTime=").Append(Uri.EscapeDataString(IsoTime.Format(until)));
        if (query.Search is { } search)
            filters.Append("&search=").Append(Uri.EscapeDataString(search));
        return filters.ToString();
    }

    private async IAsyncEnumerable<LogEntry> LogPagesAsync(
        string data, LogQuery query, string order, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Skipping counts every entry, so the server may only filter when nothing is skipped.
        var request = $"{data}/logs?orderBy=sequenceNumber&order={order}{(query.Skip == 0 ? FiltersOf(query) : null)}";
        var size = (query.First ?? query.Last) is { } wanted and > 0 ? Math.Min(wanted, RecordsAPage) : RecordsAPage;
        for (var offset = query.Skip; ;)
        {
            var page = await PageAsync($"{request}&limit={size}&offset={offset}", WireMembers.Logs, cancellationToken).ConfigureAwait(false);
            foreach (var entry in Entries(page, query))
                yield return entry;
            offset += page.Items.Count;
            if (!page.HasMore)
                yield break;
        }
    }
}
