using Microsoft.AspNetCore.Http.HttpResults;
using MlDash.Protocol;
using MlDash.Server.Diagnostics;
using MlDash.Server.Documents;
using MlDash.Server.Guards;
using MlDash.Server.Http;
using MlDash.Server.Identity;
using MlDash.Server.Nodes;
using MlDash.Server.Settings;

namespace MlDash.Server.Logs;

/// <summary>Section 5 of the protocol: logs.</summary>
internal static class LogEndpoints
{
    public static void MapLogs(this IEndpointRouteBuilder api)
    {
        var logs = api.MapGroup("/experiments/{id}/logs").WithTags("Logs");
        logs.MapPost("", AppendAsync).WithMetadata(new LoopingClientTarget(), new BatchTarget());
        logs.MapGet("", ReadAsync);
    }

    private static async Task<Results<WireResult<LogsCreated>, LostAnswer>> AppendAsync(
        string id, HttpContext context, Caller caller, NodeAccess nodes, LogBook book, LostAnswers lost,
        ServerSettings settings, Telemetry telemetry, CancellationToken cancel)
    {
        await nodes.RequireBatchesAsync(id, caller, cancel);
        var body = await context.Request.ReadJsonAsync(settings.MaxBatchSize, settings.MaxBatchItems);
        // A bare list, or a single entry, is stored too: refusing it would make the older client send it forever.
        var entries = body.ToDictionary().TryGetValue("logs", out var logs) ? logs : body;
        if (await lost.BeginAsync(context) is { } answered)
            return answered;
        var created = await book.AppendAsync(
            id, entries.Kind == System.Text.Json.JsonValueKind.Array ? entries.Items() : [entries], Idempotency.TokenOf(context), context.RequestAborted);
        telemetry.LogsReceived(created.Created);
        return Wire.Ok(created);
    }

    private static async Task<WireResult<LogPage>> ReadAsync(
        string id, HttpRequest request, Caller caller, NodeAccess nodes, LogBook book, WorkGates gates, CancellationToken cancel)
    {
        await nodes.RequireExperimentAsync(id, caller, Role.Viewer, cancel);
        var query = LogQuery.Of(request.Query);
        if (query is { TakesAll: true, ByTimestamp: false })
            return Wire.Ok(await PageAsync(id, query, book, cancel));
        using var turn = await gates.WholeStreams.EnterAsync(cancel);
        return Wire.Ok(await FilterAsync(id, query, book, cancel));
    }

    // Every entry in order of arrival: the offset is the sequence number, and only this page is read.
    private static async Task<LogPage> PageAsync(string id, LogQuery query, LogBook book, CancellationToken cancel)
    {
        var total = await book.CountAsync(id, cancel);
        var from = query.Descending ? Math.Max(0, total - query.Offset - query.Limit) : Math.Min(query.Offset, total);
        var to = query.Descending ? Math.Max(0, total - query.Offset) : Math.Min(total, query.Offset + query.Limit);
        var page = new List<LogWire>();
        if (from < to)
        {
            await foreach (var entry in book.ReadAsync(id, from, to, cancel))
                page.Add(entry);
        }
        if (query.Descending)
            page.Reverse();
        return new LogPage(page, total, query.Offset + page.Count < total);
    }

    // All are looked at, and of those that are wanted time and place are kept; the entries of the page are loaded after.
    private static async Task<LogPage> FilterAsync(string id, LogQuery query, LogBook book, CancellationToken cancel)
    {
        var hits = new List<(long Time, long Sequence)>();
        await foreach (var entry in book.ReadAsync(id, 0, long.MaxValue, cancel))
        {
            if (query.Takes(entry))
                hits.Add((query.ByTimestamp && UtcText.TryParse(entry.Timestamp, out var time) ? time.UtcTicks : 0, entry.SequenceNumber));
        }
        hits.Sort();
        if (query.Descending)
            hits.Reverse();
        var page = hits.Skip((int)Math.Min(query.Offset, int.MaxValue)).Take(query.Limit).Select(h => h.Sequence).ToList();
        return new LogPage(await book.PickAsync(id, page, cancel), hits.Count, query.Offset + page.Count < hits.Count);
    }
}
