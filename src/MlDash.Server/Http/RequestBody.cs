using System.IO.Compression;
using MlDash.Protocol;

namespace MlDash.Server.Http;

/// <summary>Reads whole request bodies, bounded before and after decompression.</summary>
internal static class RequestBody
{
    private const int SmallestBuffer = 256;
    private const int LargestFirstBuffer = 1 << 20;

    // Above it, and whenever it grows by decoding, a request waits for its turn.
    private const int SmallBody = 1 << 20;

    /// <summary>The body as JSON; unknown members are the caller's to ignore.</summary>
    /// <param name="request">The request.</param>
    /// <param name="limit">The most bytes, as they come and decoded.</param>
    /// <param name="mostItems">The most items of a batch in it.</param>
    /// <exception cref="ApiException">400 when it is no JSON, 413 over a limit, 415 for an unknown encoding.</exception>
    public static async Task<RawJson> ReadJsonAsync(this HttpRequest request, long limit, int mostItems = int.MaxValue)
    {
        var bytes = await request.ReadBytesAsync(limit);
        BatchItems.Check(bytes.Span, mostItems);
        try
        {
            return RawJson.Parse(bytes);
        }
        catch (FormatException e)
        {
            throw ApiException.Malformed(e.Message);
        }
    }

    /// <summary>The body as a JSON object by member name.</summary>
    public static async Task<IReadOnlyDictionary<string, RawJson>> ReadObjectAsync(this HttpRequest request, long limit, int mostItems = int.MaxValue)
    {
        var json = await request.ReadJsonAsync(limit, mostItems);
        return json.Kind == System.Text.Json.JsonValueKind.Object
            ? json.ToDictionary()
            : throw ApiException.Malformed($"The body must be a JSON object; found {json.Kind.ToString().ToLowerInvariant()}.");
    }

    /// <summary>Whether the body is a form with a file.</summary>
    public static bool IsMultipart(this HttpRequest request) =>
        request.ContentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>The whole body, decoded.</summary>
    /// <exception cref="ApiException">413 over the limit, 415 for an unknown encoding.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadBytesAsync(this HttpRequest request, long limit)
    {
        if (request.ContentLength > limit)
            throw ApiException.TooLarge("body", limit);
        var bytes = await DecodedAsync(request, limit);
        RequestFingerprint.Note(request.HttpContext, bytes);
        return bytes;
    }

    private static async Task<ArraySegment<byte>> DecodedAsync(HttpRequest request, long limit)
    {
        var decoder = DecoderOf(request.Headers.ContentEncoding.ToString());
        // Before the turn: a client that sends slowly keeps nobody waiting.
        var sent = await ReadAllAsync(request.Body, "body", request.ContentLength ?? 0, limit, request.HttpContext.RequestAborted);
        if (decoder is null && sent.Count <= SmallBody)
            return sent;
        await TakeTurnAsync(request.HttpContext);
        if (decoder is null)
            return sent;
        await using var decoded = decoder(new MemoryStream(sent.Array!, sent.Offset, sent.Count, writable: false));
        return await ReadAllAsync(decoded, "decoded body", sent.Count, limit, request.HttpContext.RequestAborted);
    }

    // Until the answer begins: after that it may be held back, to slow its client down.
    private static async Task TakeTurnAsync(HttpContext context)
    {
        var turn = await context.RequestServices.GetRequiredService<WorkGates>().LargeBodies.EnterAsync(context.RequestAborted);
        context.Response.RegisterForDispose(turn);
        context.Response.OnStarting(() =>
        {
            turn.Dispose();
            return Task.CompletedTask;
        });
    }

    private static async Task<ArraySegment<byte>> ReadAllAsync(Stream stream, string what, long announced, long limit, CancellationToken cancellationToken)
    {
        // What a client announces is not yet what it sends. One byte more than that, so that the end is found without a larger buffer.
        var whole = GC.AllocateUninitializedArray<byte>((int)Math.Clamp(announced + 1, SmallestBuffer, LargestFirstBuffer));
        var length = 0;
        while (true)
        {
            if (length == whole.Length)
                Array.Resize(ref whole, (int)Math.Min(2L * length, Array.MaxLength));
            var read = await stream.ReadAsync(whole.AsMemory(length), cancellationToken);
            if (read == 0)
                return new ArraySegment<byte>(whole, 0, length);
            length += read;
            // Counted while it comes, so that a small body cannot grow without bound.
            if (length > limit)
                throw ApiException.TooLarge(what, limit);
        }
    }

    private static Func<Stream, Stream>? DecoderOf(string encoding) => encoding.ToLowerInvariant() switch
    {
        "" or "identity" => null,
        "gzip" => body => new GZipStream(body, CompressionMode.Decompress),
        "deflate" => body => new ZLibStream(body, CompressionMode.Decompress),
        "br" => body => new BrotliStream(body, CompressionMode.Decompress),
        var other => throw new ApiException(StatusCodes.Status415UnsupportedMediaType, WireErrors.UnsupportedMediaType,
            $"Content-Encoding must be gzip, deflate or br; found '{other}'."),
    };
}
