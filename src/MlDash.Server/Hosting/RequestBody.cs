using System.IO.Compression;
using MlDash.Protocol;

namespace MlDash.Server.Hosting;

/// <summary>Reads whole request bodies, bounded before and after decompression.</summary>
internal static class RequestBody
{
    private const long LargestFirstBuffer = 1 << 20;

    /// <summary>The body as JSON; unknown members are the caller's to ignore.</summary>
    /// <exception cref="ApiException">400 when it is no JSON, 413 over the limit, 415 for an unknown encoding.</exception>
    public static async Task<RawJson> ReadJsonAsync(this HttpRequest request, long limit)
    {
        var bytes = await request.ReadBytesAsync(limit);
        try
        {
            return RawJson.Parse(bytes);
        }
        catch (FormatException e)
        {
            throw ApiException.Malformed(e.Message);
        }
    }

    /// <summary>The body as JSON that is mostly one long array: whole, its members, and the elements of the array.</summary>
    /// <exception cref="ApiException">As <see cref="ReadJsonAsync"/>.</exception>
    public static async Task<(RawJson Whole, IReadOnlyDictionary<string, RawJson> Members, IReadOnlyList<RawJson> Items)> ReadBatchAsync(
        this HttpRequest request, string arrayMember, long limit)
    {
        var bytes = await request.ReadBytesAsync(limit);
        try
        {
            return RawJson.ParseBatch(bytes, arrayMember);
        }
        catch (FormatException e)
        {
            throw ApiException.Malformed(e.Message);
        }
    }

    /// <summary>The body as a JSON object by member name.</summary>
    public static async Task<IReadOnlyDictionary<string, RawJson>> ReadObjectAsync(this HttpRequest request, long limit)
    {
        var json = await request.ReadJsonAsync(limit);
        return json.Kind == System.Text.Json.JsonValueKind.Object
            ? json.ToDictionary()
            : throw ApiException.Malformed($"The body is a JSON object; found {json.Kind.ToString().ToLowerInvariant()}.");
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
        await using var decoded = Decode(request);
        // What a client announces is not yet what it sends.
        var whole = new MemoryStream((int)Math.Min(request.ContentLength ?? 0, LargestFirstBuffer));
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await decoded.ReadAsync(buffer, request.HttpContext.RequestAborted)) > 0)
        {
            // Counted while it is decoded, so that a small body cannot grow without bound.
            if (whole.Length + read > limit)
                throw ApiException.TooLarge("decoded body", limit);
            whole.Write(buffer, 0, read);
        }
        var bytes = whole.GetBuffer().AsMemory(0, (int)whole.Length);
        RequestFingerprint.Note(request.HttpContext, bytes.Span);
        return bytes;
    }

    private static Stream Decode(HttpRequest request) => request.Headers.ContentEncoding.ToString().ToLowerInvariant() switch
    {
        "" or "identity" => request.Body,
        "gzip" => new GZipStream(request.Body, CompressionMode.Decompress),
        "deflate" => new ZLibStream(request.Body, CompressionMode.Decompress),
        "br" => new BrotliStream(request.Body, CompressionMode.Decompress),
        var other => throw new ApiException(StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type",
            $"Content-Encoding is gzip, deflate or br; found '{other}'."),
    };
}
