using System.Globalization;
using MlDash.Protocol;
using MlDash.Server.Documents;
using MlDash.Server.Http;

namespace MlDash.Server.Metrics;

/// <summary>A page of points, written while it is read.</summary>
internal sealed class MetricDataResult(MetricDocument metric, MetricPoints points, MetricChunks chunks) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var cancel = httpContext.RequestAborted;
        var query = httpContext.Request.Query;
        var bufferOnly = query["bufferOnly"] == "true";
        var start = bufferOnly ? metric.FirstHotPoint(chunks.GraceBegin()) : Query.Number(query, "startIndex", 0);
        var limit = bufferOnly ? long.MaxValue : Math.Min(Query.Number(query, "limit", 1000), WireLimits.RecordsAPage);
        // Counted first: what comes while this is read belongs to the next page.
        var all = await points.CountAsync(metric, cancel);
        var end = limit > all - start ? Math.Max(start, all) : start + limit;
        var page = bufferOnly ? points.ReadHotAsync(metric, start, end, cancel) : points.ReadAsync(metric, start, end, cancel);

        await using var writer = new PointWriter(httpContext);
        writer.Json.WriteStartObject();
        var count = await writer.WriteAllAsync(page, cancel);
        writer.Json.WriteNumber("startIndex", start);
        writer.Json.WriteNumber("endIndex", start + count - 1);
        writer.Json.WriteNumber("total", count);
        writer.Json.WriteBoolean("hasMore", start + count < all);
        writer.Json.WriteString("totalDataPoints", all.ToString(CultureInfo.InvariantCulture));
        writer.Json.WriteEndObject();
    }
}
