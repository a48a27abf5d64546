using System.Globalization;
using MlDash.Protocol;
using MlDash.Server.Documents;
using MlDash.Server.Guards;
using MlDash.Server.Http;
using MlDash.Server.Nodes;
using MlDash.Server.Settings;
using MlDash.Server.Stores;

namespace MlDash.Server.Metrics;

/// <summary>Section 5 of the protocol: metrics.</summary>
internal static class MetricEndpoints
{
    public static void MapMetrics(this IEndpointRouteBuilder api)
    {
        var metrics = api.MapGroup(Routes.MetricsTemplate).WithTags("Metrics").RequireExperiment(ExperimentWrites.Batches);
        metrics.MapGet("", ListAsync);
        metrics.MapGet("/{**rest}", ReadAsync);
        metrics.MapPost("/{**rest}", AppendAsync).WithMetadata(new LoopingClientTarget(), new BatchTarget());
    }

    private static async Task<IResult> AppendAsync(
        string id, HttpContext context, MetricIntake intake, LostAnswers lost, ServerSettings settings, CancellationToken cancellationToken)
    {
        var target = MetricTarget.OfAppend(context);
        using var batch = MetricBatch.Read(await context.Request.ReadBytesAsync(settings.MaxBatchSize), settings.MaxBatchItems);
        if (await lost.BeginAsync(context) is { } answered)
            return answered;
        var appended = await intake.AppendAsync(id, target.Name, batch, Idempotency.TokenOf(context), context.RequestAborted);
        return target.Verb == Routes.AppendVerb
            ? Wire.Ok(new MetricAppended(appended.MetricId, appended.StartIndex, appended.BufferedDataPoints, appended.ChunkSize))
            : Wire.Ok(appended);
    }

    /// <summary>The metrics by name, or those that <c>name</c> and <c>names</c> name; with <c>last=true</c> their last points too.</summary>
    private static async Task<WireResult<MetricList>> ListAsync(string id, HttpRequest request, MetricListing listing, CancellationToken cancellationToken) =>
        Wire.Ok(await listing.ListAsync(id, request.Query, cancellationToken));

    private static async Task<IResult> ReadAsync(
        string id, HttpContext context, MetricPoints points, MetricChunks chunks, MetricCurves curves, WorkGates gates, IMetadataStore store,
        CancellationToken cancellationToken)
    {
        var target = MetricTarget.OfRead(context);
        var metric = await points.FindAsync(id, target.Name, cancellationToken) ?? throw ApiException.NotFound("such metric");
        return target.Verb switch
        {
            Routes.DataVerb => new MetricDataResult(metric, points, chunks),
            Routes.StatsVerb => await StatsAsync(metric, store, cancellationToken),
            Routes.SeriesVerb => await SeriesAsync(metric, context.Request.Query, curves, gates, cancellationToken),
            _ => target.Chunk < metric.TotalChunks ? new MetricChunkResult(metric, target.Chunk, chunks) : throw ApiException.NotFound("such chunk"),
        };
    }

    private static async Task<WireResult<MetricCurvesWire>> SeriesAsync(
        MetricDocument metric, IQueryCollection query, MetricCurves curves, WorkGates gates, CancellationToken cancellationToken)
    {
        var asked = CurveRequest.Of(query);
        using var place = await gates.WholeStreams.EnterAsync(cancellationToken);
        var series = await curves.ReadAsync(metric, asked, fields => CurveRequest.CheckSize(asked, fields, taken: 0), cancellationToken);
        return Wire.Ok(CurveShapes.ToWire(metric.Name, series));
    }

    private static async Task<WireResult<MetricStats>> StatsAsync(MetricDocument metric, IMetadataStore store, CancellationToken cancellationToken)
    {
        var end = (await store.EndsAsync([metric.Stream], cancellationToken)).GetValueOrDefault(metric.Stream);
        var total = end?.Next ?? 0;
        return Wire.Ok(new MetricStats(
            metric.Id, metric.Name, metric.Description, metric.Tags, metric.Metadata,
            Text(total), Text(total - metric.ChunkedPoints), Text(metric.ChunkedPoints), metric.TotalChunks, metric.ChunkSize,
            end is null ? null : metric.CreatedAt, end?.LastAt, metric.CreatedAt, end?.LastAt ?? metric.UpdatedAt));
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
