using System.Text.Json;
using MlDash.Protocol;
using MlDash.Server.Http;
using MlDash.Storage;

namespace MlDash.Server.Reading;

/// <summary>
/// A receipt, a line a part as soon as it is made. Where a part takes long, an empty line now and then shows the client that the server is at work. An
/// answer that breaks off has no last line.
/// </summary>
internal sealed class ReceiptResult(ReceiptReading reading, ExperimentPath path, WorkGates gates, TimeProvider clock) : IResult
{
    private static readonly TimeSpan _signOfLife = TimeSpan.FromSeconds(10);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var cancel = httpContext.RequestAborted;
        using var place = await gates.WholeStreams.EnterAsync(cancel);
        httpContext.Response.ContentType = "application/jsonl; charset=utf-8";
        var parts = new List<ReceiptPart>();
        await using var reader = reading.PartsAsync(cancel).GetAsyncEnumerator(cancel);
        while (await NextAsync(reader, httpContext.Response, cancel))
        {
            var part = reader.Current;
            parts.Add(part);
            await WriteAsync(httpContext.Response, new(part.Kind.ToString(), part.Name, part.Records, part.Digest), cancel);
        }

        var receipt = new ExperimentReceipt(path.Value, parts);
        await WriteAsync(httpContext.Response, new(ReceiptLineWire.End, "", parts.Count, receipt.Digest), cancel);
    }

    private async Task<bool> NextAsync(IAsyncEnumerator<ReceiptPart> parts, HttpResponse response, CancellationToken cancellationToken)
    {
        var next = parts.MoveNextAsync().AsTask();
        while (true)
        {
            try
            {
                return await next.WaitAsync(_signOfLife, clock, cancellationToken);
            }
            catch (TimeoutException) when (!next.IsCompleted)
            {
                await response.Body.WriteAsync("\n"u8.ToArray(), cancellationToken);
                await response.Body.FlushAsync(cancellationToken);
            }
        }
    }

    private static async Task WriteAsync(HttpResponse response, ReceiptLineWire line, CancellationToken cancellationToken)
    {
        await response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(line, ProtocolJson.Default.ReceiptLineWire), cancellationToken);
        await response.Body.WriteAsync("\n"u8.ToArray(), cancellationToken);
    }
}
