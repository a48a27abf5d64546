using Microsoft.AspNetCore.Mvc;
using MlDash.Protocol;
using MlDash.Server.Documents;
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
        api.MapDelete("/nodes/{id}", DeleteAsync).WithTags("Nodes");
        api.MapDelete("/projects/{id}", DeleteProjectAsync).WithTags("Nodes");
    }

    private static async Task<WireResult<NodeDeleted>> DeleteAsync(
        string id, HttpContext context, Caller caller, NodeAccess nodes, NodeDeletion deletion, CancellationToken cancel, [FromQuery] bool recursive = false)
    {
        // The server that did it died before it could say so.
        if (Idempotency.WasBegun(context) && await nodes.FindDeletionAsync(id, caller, cancel) is { } deletedAt)
            return Wire.Ok(new NodeDeleted(id, deletedAt));
        var node = await nodes.RequireNodeAsync(id, caller, Role.Editor, cancel);
        return Wire.Ok(await deletion.DeleteAsync(node, recursive, cancel));
    }

    private static async Task<WireResult<ProjectDeleted>> DeleteProjectAsync(
        string id, HttpContext context, Caller caller, NodeAccess nodes, ProjectRemoval removal, CancellationToken cancel)
    {
        if (await nodes.FindProjectToRemoveAsync(id, caller, cancel) is { } project)
        {
            await removal.RefuseProtectedAsync(project, cancel);
            return Wire.Ok(await removal.DeleteAsync(project, cancel));
        }
        // The server that did it died before it could say so, and with what it had counted.
        return Idempotency.WasBegun(context) ? Wire.Ok(new ProjectDeleted(id, 0, 0, "The project and all its data are gone."))
            : throw ApiException.NotFound("such project");
    }
}
