using Microsoft.AspNetCore.Http.HttpResults;
using MlDash.Protocol;
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
        string id, HttpContext context, LogIntake intake, LostAnswers lost, ServerSettings settings, CancellationToken cancellationToken)
    {
        var entries = LogIntake.Read(await context.Request.ReadJsonAsync(settings.MaxBatchSize, settings.MaxBatchItems));
        if (await lost.BeginAsync(context) is { } answered)
            return answered;
        return Wire.Ok(await intake.AppendAsync(id, entries, Idempotency.TokenOf(context), context.RequestAborted));
    }

    private static async Task<WireResult<LogPage>> ReadAsync(string id, HttpRequest request, LogSearch search, CancellationToken cancellationToken) =>
        Wire.Ok(await search.RunAsync(id, LogFilter.Of(request.Query), cancellationToken));
}
