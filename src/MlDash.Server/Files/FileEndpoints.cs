using Microsoft.Net.Http.Headers;
using MlDash.Server.Hosting;
using MlDash.Server.Identity;
using MlDash.Server.Nodes;
using MlDash.Server.Stores;

namespace MlDash.Server.Files;

/// <summary>The bytes of a file: answered by this server itself, never by a redirect.</summary>
internal static class FileEndpoints
{
    public static void MapFiles(this IEndpointRouteBuilder api) =>
        api.MapMethods("/nodes/{id}/download", [HttpMethods.Get, HttpMethods.Head], DownloadAsync).WithTags("Files");

    private static async Task<IResult> DownloadAsync(string id, HttpContext context, Caller caller, NodeAccess nodes, IBlobStore blobs, CancellationToken cancel)
    {
        var node = await nodes.RequireNodeAsync(id, caller, Role.Viewer, cancel);
        var file = FileOf(node);
        Stream? content;
        while ((content = await blobs.OpenAsync(file.BlobKey, offset: 0, cancel)) is null)
        {
            // Other bytes took their place since the node was read: answer those.
            node = await nodes.RequireNodeAsync(id, caller, Role.Viewer, cancel);
            if (FileOf(node).Id == file.Id)
                throw ApiException.NotFound("such node");
            file = FileOf(node);
        }
        // An upload is never shown as a page of this server, whatever type it claims.
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        return TypedResults.Stream(new BlobStream(blobs, file.BlobKey, file.SizeBytes, content), file.ContentType, node.Name,
            UtcTime(node.UpdatedAt), new EntityTagHeaderValue($"\"{file.Checksum}\""), enableRangeProcessing: true);
    }

    private static PhysicalFile FileOf(NodeDocument node) =>
        node.File ?? throw ApiException.Malformed($"'{node.Name}' is a {node.Type}; only a FILE has bytes.");

    // Whole seconds, as HTTP dates are.
    private static DateTimeOffset? UtcTime(string text) =>
        Protocol.UtcText.TryParse(text, out var time) ? DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds()) : null;
}
