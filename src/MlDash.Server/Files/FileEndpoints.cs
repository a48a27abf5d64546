using Microsoft.Net.Http.Headers;
using MlDash.Protocol;
using MlDash.Server.Documents;
using MlDash.Server.Identity;
using MlDash.Server.Nodes;
using MlDash.Server.Stores;

namespace MlDash.Server.Files;

/// <summary>
/// The bytes of a file: answered by this server itself, since clients of the protocol follow no redirect. One that does may ask for it by
/// <c>?redirect=true</c>, and gets a link to the blob store where that gives links.
/// </summary>
internal static class FileEndpoints
{
    public static void MapFiles(this IEndpointRouteBuilder api) =>
        api.MapMethods(Routes.DownloadTemplate, [HttpMethods.Get, HttpMethods.Head], DownloadAsync).WithTags("Files").RequireNode();

    private static async Task<IResult> DownloadAsync(
        Target<NodeDocument> target, HttpContext context, Caller caller, FileContent content, IBlobStore blobs, CancellationToken cancellationToken)
    {
        var node = target.Found;
        var file = FileContent.FileOf(node);
        // An upload is never shown as a page of this server, whatever type it claims.
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        if (MayRedirect(context.Request) && await blobs.LinkAsync(file.BlobKey, file.ContentType, DispositionOf(node.Name)) is { } link)
        {
            context.Response.Headers.CacheControl = "no-store";
            return TypedResults.Redirect(link.AbsoluteUri, permanent: false, preserveMethod: true);
        }
        IgnoreOtherUnits(context.Request);
        (node, file, var bytes) = await content.OpenAsync(node, caller, cancellationToken);
        return TypedResults.Stream(bytes, file.ContentType, node.Name,
            UtcTime(node.UpdatedAt), new EntityTagHeaderValue($"\"{file.Checksum}\""), enableRangeProcessing: true);
    }

    // RFC 9110, section 14.2: a range in a unit that is not known is no range.
    private static void IgnoreOtherUnits(HttpRequest request)
    {
        if (!request.Headers.Range.ToString().StartsWith("bytes=", StringComparison.OrdinalIgnoreCase))
            request.Headers.Remove(HeaderNames.Range);
    }

    // A link is good for GET alone. Conditions speak of this server's ETag and time, which the blob store does not know.
    private static bool MayRedirect(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Query["redirect"] == "true"
        && !request.Headers.Keys.Any(name => name.StartsWith("If-", StringComparison.OrdinalIgnoreCase));

    // As the answer of this server has it: always to be saved, never to be shown.
    private static string DispositionOf(string name)
    {
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(name);
        return disposition.ToString();
    }

    // Whole seconds, as HTTP dates are.
    private static DateTimeOffset? UtcTime(string text) =>
        Protocol.IsoTime.TryParse(text, out var time) ? DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds()) : null;
}
