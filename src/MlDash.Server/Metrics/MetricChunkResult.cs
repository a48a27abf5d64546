using MlDash.Server.Documents;

namespace MlDash.Server.Metrics;

/// <summary>One whole chunk.</summary>
internal sealed class MetricChunkResult(MetricDocument metric, long chunk, MetricChunks chunks) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var cancel = httpContext.RequestAborted;
        var content = await chunks.ReadAsync(metric, chunk, cancel);
        await using var writer = new PointWriter(httpContext);
        writer.Json.WriteStartObject();
        writer.Json.WriteNumber("chunkNumber", chunk);
        writer.Json.WriteNumber("startIndex", chunk * metric.ChunkSize);
        writer.Json.WriteNumber("endIndex", ((chunk + 1) * metric.ChunkSize) - 1);
        writer.Json.WriteNumber("dataCount", content.Count);
        await writer.WriteAllAsync(content.ToAsyncEnumerable(), cancel);
        writer.Json.WriteEndObject();
    }
}
