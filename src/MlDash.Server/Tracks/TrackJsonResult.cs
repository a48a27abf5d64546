using System.Buffers;
using System.Text.Json;
using MlDash.Server.Http;

namespace MlDash.Server.Tracks;

/// <summary>Entries as one JSON object, or one a line with <c>\n</c> between, written while they are read.</summary>
internal sealed class TrackJsonResult(TrackSelection entries, bool asLines) : IResult
{
    private const int FlushEvery = 1000;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var cancel = httpContext.RequestAborted;
        var response = httpContext.Response;
        var nonFiniteAsNull = Wire.WantsNull(httpContext.Request);
        response.ContentType = asLines ? "application/jsonl; charset=utf-8" : "application/json; charset=utf-8";
        var body = response.BodyWriter;
        await using var writer = new Utf8JsonWriter(body, new JsonWriterOptions { SkipValidation = true });
        if (!asLines)
        {
            writer.WriteStartObject();
            writer.WriteStartArray("entries");
        }
        var written = 0;
        await foreach (var entry in entries.ReadAsync(cancel))
        {
            if (asLines && written > 0)
            {
                writer.Flush();
                writer.Reset();
                body.Write("\n"u8);
            }
            entry.WriteTo(writer, nonFiniteAsNull);
            if (++written % FlushEvery == 0)
            {
                writer.Flush();
                await body.FlushAsync(cancel);
            }
        }
        if (!asLines)
        {
            writer.WriteEndArray();
            writer.WriteNumber("count", written);
            writer.WriteEndObject();
        }
    }
}
