using Microsoft.AspNetCore.Http.Features;

namespace MlDash.Server.Http;

/// <summary>
/// The path as it came over the wire. The framework decodes a path but leaves <c>%2F</c>, so that names with '/' and '%' cannot be told apart any more;
/// here the raw target is cut at '/' first and each part decoded once.
/// </summary>
internal static class RawTarget
{
    /// <summary>The decoded segments that follow <c>/api/{first}/{id}/{verb}/</c>, below the path base.</summary>
    /// <exception cref="ApiException">400 when a segment is '.' or '..' or cannot be decoded.</exception>
    public static string[] SegmentsAfter(HttpContext context, int count)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var path = target.AsSpan();
        if (path.IndexOf("://") is var scheme and >= 0 && path.IndexOf('?') is var mark && (mark < 0 || scheme < mark))
        {
            // The absolute form, as a proxy may send it.
            path = path[(scheme + 3)..];
            path = path.IndexOf('/') is var slash and >= 0 ? path[slash..] : "/";
        }
        if (path.IndexOf('?') is var query and >= 0)
            path = path[..query];
        var segments = path.ToString().Split('/').Skip(1).Select(Decode).ToList();
        if (segments.Any(s => s is "." or ".."))
            throw ApiException.Malformed("A path segment is never '.' or '..'.");
        var below = context.Request.PathBase.Value?.Count(c => c == '/') ?? 0;
        return [.. segments.Skip(below + count)];
    }

    private static string Decode(string segment)
    {
        try
        {
            return Uri.UnescapeDataString(segment);
        }
        catch (UriFormatException)
        {
            throw ApiException.Malformed("The path is not percent-encoded UTF-8.");
        }
    }
}
