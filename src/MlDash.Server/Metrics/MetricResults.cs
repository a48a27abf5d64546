using System.Globalization;
using System.Text.Json;
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

/// <summary>Writes points into an answer without holding them all.</summary>
internal sealed class PointWriter : IAsyncDisposable
{
    private const int FlushAt = 64 * 1024;
    private readonly HttpContext _context;
    private readonly bool _nonFiniteAsNull;

    public PointWriter(HttpContext context)
    {
        _context = context;
        _nonFiniteAsNull = Wire.WantsNull(context.Request);
        context.Response.ContentType = "application/json; charset=utf-8";
        Json = new Utf8JsonWriter(context.Response.BodyWriter, new JsonWriterOptions { SkipValidation = true });
    }

    public Utf8JsonWriter Json { get; }

    /// <summary>Writes the member <c>data</c>; answers the number of points.</summary>
    public async Task<long> WriteAllAsync(IAsyncEnumerable<MetricPoint> points, CancellationToken cancellationToken)
    {
        var count = 0L;
        Json.WriteStartArray("data");
        await foreach (var point in points.WithCancellation(cancellationToken))
        {
            Json.WriteStartObject();
            Json.WriteString("index", point.Index.ToString(CultureInfo.InvariantCulture));
            Json.WritePropertyName("data");
            WriteData(point.Data);
            Json.WriteString("createdAt", point.CreatedAt);
            Json.WriteEndObject();
            count++;
            if (Json.BytesPending + _context.Response.BodyWriter.UnflushedBytes > FlushAt)
            {
                await Json.FlushAsync(cancellationToken);
                await _context.Response.BodyWriter.FlushAsync(cancellationToken);
            }
        }
        Json.WriteEndArray();
        return count;
    }

    public async ValueTask DisposeAsync() => await Json.DisposeAsync();

    private void WriteData(ReadOnlyMemory<byte> data)
    {
        if (_nonFiniteAsNull)
            RawJson.Parse(data).WriteTo(Json, nonFiniteAsNull: true);
        else
            Json.WriteRawValue(data.Span, skipInputValidation: true);
    }
}
