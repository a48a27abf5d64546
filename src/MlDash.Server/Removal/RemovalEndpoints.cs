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
        api.MapDelete(Routes.NodeTemplate, DeleteAsync).WithTags("Nodes").RequireNodeToDelete();
        api.MapDelete(Routes.ProjectTemplate, DeleteProjectAsync).WithTags("Nodes").RequireProjectToRemove();
    }

    private static async Task<WireResult<NodeDeleted>> DeleteAsync(
        Target<NodeDocument> target, NodeDeletion deletion, CancellationToken cancellationToken, [FromQuery] bool recursive = false) =>
        // Deleted already: the server that did it died before it could say so.
        Wire.Ok(
            target.Found.DeletedAt is { } at ? new NodeDeleted(target.Found.Id, at) : await deletion.DeleteAsync(target.Found, recursive, cancellationToken));

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
