using Microsoft.AspNetCore.Http.HttpResults;
using MlDash.Protocol;
using MlDash.Server.Diagnostics;
using MlDash.Server.Guards;
using MlDash.Server.Http;
using MlDash.Server.Nodes;
using MlDash.Server.Settings;

namespace MlDash.Server.Logs;

/// <summary>Section 5 of the protocol: logs.</summary>
internal static class LogEndpoints
{
    public static void MapLogs(this IEndpointRouteBuilder api)
    {
        var logs = api.MapGroup(Routes.LogsTemplate).WithTags("Logs").RequireExperiment(ExperimentWrites.Batches);
        logs.MapPost("", AppendAsync).WithMetadata(new LoopingClientTarget(), new BatchTarget());
        logs.MapGet("", ReadAsync);
    }

    private static async Task<Results<WireResult<LogsCreated>, LostAnswer>> AppendAsync(
        string id, HttpContext context, LogBook book, LostAnswers lost,
        ServerSettings settings, Telemetry telemetry, CancellationToken cancellationToken)
    {
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

    private static async Task<WireResult<LogPage>> ReadAsync(string id, HttpRequest request, LogSearch search, CancellationToken cancellationToken) =>
        Wire.Ok(await search.RunAsync(id, LogFilter.Of(request.Query), cancellationToken));
}
