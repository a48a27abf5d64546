using Microsoft.AspNetCore.Mvc;
using MlDash.Protocol;
using MlDash.Server.Guards;
using MlDash.Server.Http;
using MlDash.Server.Identity;
using MlDash.Server.Nodes;

namespace MlDash.Server.Removal;

/// <summary>Section 4 of the protocol: what is deleted.</summary>
internal static class RemovalEndpoints
{
    public static void MapRemovals(this IEndpointRouteBuilder api)
    {
        api.MapDelete(Routes.NodeTemplate, DeleteAsync).WithTags("Nodes").RequireNodeToDelete();
        api.MapDelete(Routes.ProjectTemplate, DeleteProjectAsync).WithTags("Nodes").RequireProjectToRemove();
    }

    /// <summary>Moves a node into the recycle bin, or deletes it for good, from there too.</summary>
    private static async Task<WireResult<NodeDeleted>> DeleteAsync(
        string id, Caller caller, Target<NodeToDelete> target, NodeDeletion deletion, NodeRestoring restoring, RecycleBin bin, NodeAccess access,
        TimeProvider clock, CancellationToken cancellationToken, [FromQuery] bool recursive = false, [FromQuery] bool permanent = false)
    {
        // Deleted for good already: the server that did it died before it could say so, and with what it had counted.
        if (target.Found.Node is not { } node)
            return Wire.Ok(new NodeDeleted(id, IsoTime.Format(clock.GetUtcNow())));
        if (node.DeletedAt is null)
            node = await deletion.DeleteAsync(await restoring.FinishAsync(node, cancellationToken), recursive, caller, cancellationToken);
        else if (permanent && node.Type != NodeType.Experiment)
            await access.RefuseProtectedContentAsync(node, cancellationToken);
        if (!permanent)
            return Wire.Ok(new NodeDeleted(node.Id, node.DeletedAt!) { PurgeAt = node.Removal is null ? null : bin.PurgeAt(node.DeletedAt!) });
        var freed = await bin.PurgeAsync(node, cancellationToken) ?? throw ApiException.Conflict(
            $"'{node.FullPath}' is not in the recycle bin by itself. GET the recycle bin of its namespace for what can be deleted.");
        return Wire.Ok(new NodeDeleted(node.Id, node.DeletedAt!) { BytesFreed = freed });
    }

    private static async Task<WireResult<ProjectDeleted>> DeleteProjectAsync(
        string id, HttpContext context, Target<ProjectToRemove> target, ProjectRemoval removal, CancellationToken cancellationToken)
    {
        if (target.Found.Project is { } project)
        {
            await removal.RefuseProtectedAsync(project, cancellationToken);
            return Wire.Ok(await removal.DeleteAsync(project, cancellationToken));
        }
        // The server that did it died before it could say so, and with what it had counted.
        return Idempotency.WasBegun(context) ? Wire.Ok(new ProjectDeleted(id, 0, 0, "The project and all its data were deleted."))
            : throw ApiException.NotFound("such project");
    }
}
