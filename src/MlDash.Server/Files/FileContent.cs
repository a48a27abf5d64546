using MlDash.Server.Documents;
using MlDash.Server.Http;
using MlDash.Server.Identity;
using MlDash.Server.Nodes;
using MlDash.Server.Stores;

namespace MlDash.Server.Files;

/// <summary>Opens the bytes of files.</summary>
internal sealed class FileContent(NodeAccess nodes, IBlobStore blobs)
{
    /// <summary>The bytes that a FILE node has now.</summary>
    /// <exception cref="ApiException">400: the node has no bytes. 404: it is gone, or the caller may not see it any more.</exception>
    public async Task<(NodeDocument Node, PhysicalFile File, Stream Bytes)> OpenAsync(NodeDocument node, Caller caller, CancellationToken cancellationToken)
    {
        var file = FileOf(node);
        Stream? content;
        while ((content = await blobs.OpenAsync(file.BlobKey, offset: 0, cancellationToken)) is null)
        {
            // Other bytes took their place since the node was read: answer those.
            node = await nodes.RequireNodeAsync(node.Id, caller, Role.Viewer, cancellationToken);
            if (FileOf(node).Id == file.Id)
                throw ApiException.NotFound("such node");
            file = FileOf(node);
        }
        return (node, file, new BlobStream(blobs, file.BlobKey, file.SizeBytes, content));
    }

    /// <summary>The file of a node.</summary>
    /// <exception cref="ApiException">400: the node has no bytes.</exception>
    public static PhysicalFile FileOf(NodeDocument node) =>
        node.File ?? throw ApiException.Malformed($"'{node.Name}' is a {node.Type}; only a FILE has bytes.");
}
