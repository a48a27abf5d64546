using System.Text.Json;
using MlDash.Protocol;
using MlDash.Server.Http;
using MlDash.Storage;

namespace MlDash.Server.Reading;

/// <summary>
/// A receipt, a line a part as soon as it is made, with <see cref="SlowLines"/> between. An answer that breaks off has no last line.
/// </summary>
internal sealed class ReceiptResult(ReceiptReading reading, ExperimentPath path, WorkGates gates, TimeProvider clock) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var cancel = httpContext.RequestAborted;
        using var place = await gates.WholeStreams.EnterAsync(cancel);
        httpContext.Response.ContentType = SlowLines.ContentType;
        var parts = new List<ReceiptPart>();
        await using var reader = reading.PartsAsync(cancel).GetAsyncEnumerator(cancel);
        while (await httpContext.Response.NextAsync(reader, clock, cancel))
        {
            var part = reader.Current;
            parts.Add(part);
            await WriteAsync(httpContext.Response, new(part.Kind.ToString(), part.Name, part.Records, part.Digest), cancel);
        }

        var receipt = new ExperimentReceipt(path.Value, parts);
        await WriteAsync(httpContext.Response, new(ReceiptLineWire.End, "", parts.Count, receipt.Digest), cancel);
    }

    private static Task WriteAsync(HttpResponse response, ReceiptLineWire line, CancellationToken cancellationToken) =>
        response.WriteLineAsync(JsonSerializer.SerializeToUtf8Bytes(line, ProtocolJson.Default.ReceiptLineWire), cancellationToken);
}
