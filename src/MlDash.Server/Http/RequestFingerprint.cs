using System.Security.Cryptography;
using MlDash.Server.Settings;

namespace MlDash.Server.Http;

/// <summary>
/// What tells the body of a write from another: a hash of what was sent, whatever it was compressed or divided with on the way.
/// Taken while the endpoint reads the body, so that nothing is read twice.
/// </summary>
internal static class RequestFingerprint
{
    private static readonly object _item = new();
    private static readonly object _wantedItem = new();

    /// <summary>The fingerprint of the body that was read, or null when none was.</summary>
    public static string? Of(HttpContext context) => context.Items[_item] as string;

    /// <summary>Says that the body of this request has to be told from others, before it is read.</summary>
    public static void Want(HttpContext context) => context.Items[_wantedItem] = true;

    /// <summary>Remembers a body, decoded, if it is wanted.</summary>
    public static void Note(HttpContext context, ReadOnlySpan<byte> body)
    {
        if (context.Items.ContainsKey(_wantedItem))
            Note(context, Of(body));
    }

    /// <summary>The fingerprint of a body.</summary>
    public static string Of(ReadOnlySpan<byte> body) => Convert.ToHexStringLower(SHA256.HashData(body));

    /// <summary>Remembers the fingerprint of a body.</summary>
    public static void Note(HttpContext context, string fingerprint) => context.Items[_item] = fingerprint;

    /// <summary>Reads the body of a repeat for its fingerprint alone.</summary>
    public static async Task<string?> ReadAsync(HttpContext context, ServerSettings settings)
    {
        if (!context.Request.IsMultipart())
        {
            await context.Request.ReadBytesAsync(settings.MaxBatchSize);
            return Of(context);
        }
        var sha256 = "";
        var form = await UploadForm.ReadAsync(context.Request, async (_, part) =>
        {
            await using var hashing = new HashingStream(part.Body, settings.MaxFileSize);
            await hashing.CopyToAsync(Stream.Null, context.RequestAborted);
            sha256 = hashing.Sha256();
        }, context.RequestAborted);
        return form.Fingerprint(sha256);
    }
}
