using System.Buffers;
using System.Text.Json;
using MlDash.Server.Hosting;

namespace MlDash.Server.Tracks;

/// <summary>Entries as one JSON object, or one a line with <c>\n</c> between.</summary>
internal sealed class TrackJsonResult(IReadOnlyList<TrackEntry> entries, bool asLines) : IResult
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
        for (var i = 0; i < entries.Count; i++)
        {
            if (asLines && i > 0)
            {
                writer.Flush();
                writer.Reset();
                body.Write("\n"u8);
            }
            entries[i].WriteTo(writer, nonFiniteAsNull);
            if (i % FlushEvery == FlushEvery - 1)
            {
                writer.Flush();
                await body.FlushAsync(cancel);
            }
        }
        if (!asLines)
        {
            writer.WriteEndArray();
            writer.WriteNumber("count", entries.Count);
            writer.WriteEndObject();
        }
    }
}
