using System.Globalization;
using System.Text.Json;
using MlDash.Protocol;
using MlDash.Server.Http;

namespace MlDash.Server.Metrics;

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
    public async Task<long> WriteAllAsync(IAsyncEnumerable<StoredPoint> points, CancellationToken cancellationToken)
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
