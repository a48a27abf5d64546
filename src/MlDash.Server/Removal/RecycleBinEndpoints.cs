using Microsoft.AspNetCore.Mvc;
using MlDash.Protocol;
using MlDash.Server.Documents;
using MlDash.Server.Http;
using MlDash.Server.Identity;
using MlDash.Server.Nodes;

namespace MlDash.Server.Removal;

/// <summary>The recycle bin: what is in it, and the way back. Its entries are deleted for good where nodes are deleted.</summary>
internal static class RecycleBinEndpoints
{
    private const int UsualPage = 100;
    private const int LargestJson = 64 << 10;

    public static void MapRecycleBin(this IEndpointRouteBuilder api)
    {
        api.MapGet(Routes.RecycleBinTemplate, OfNamespaceAsync).WithTags("Recycle bin").RequireNamespace(Role.Viewer, ofProjects: true);
        api.MapGet(Routes.AllRecycleBinsTemplate, OfAllAsync).WithTags("Recycle bin");
        api.MapPost(Routes.RestoreTemplate, RestoreAsync).WithTags("Recycle bin").RequireNodeToRestore();
    }

    /// <summary>What is in the recycle bin of a namespace, or of a project in it.</summary>
    private static async Task<WireResult<RecycledPage>> OfNamespaceAsync(
        Target<NamespaceDocument> target, Caller caller, RecycleBin bin, NamespaceAccess namespaces, StoreCollections stores,
        CancellationToken cancellationToken,
        [FromQuery] string? project = null, [FromQuery] string? type = null, [FromQuery] int limit = UsualPage, [FromQuery] int offset = 0)
    {
        if (string.IsNullOrEmpty(project))
            return await PageAsync(bin, await KeysAsync(target.Found, namespaces, caller, cancellationToken), type, limit, offset, cancellationToken);
        NamespaceAccess.RequireCovered(target.Found, project, caller);
        var found = await stores.Projects.GetByUniqueAsync(StoreCollections.ProjectUnique(target.Found.Id, project), cancellationToken)
            ?? throw ApiException.NotFound("such project in this namespace");
        return await PageAsync(bin, [StoreCollections.RecycledKey(found.Id)], type, limit, offset, cancellationToken);
    }

    /// <summary>What is in the recycle bins of all namespaces that the caller may read.</summary>
    private static async Task<WireResult<RecycledPage>> OfAllAsync(
        Caller caller, RecycleBin bin, NamespaceAccess namespaces, CancellationToken cancellationToken,
        [FromQuery] string? type = null, [FromQuery] int limit = UsualPage, [FromQuery] int offset = 0)
    {
        var keys = new List<string>();
        foreach (var space in await namespaces.VisibleAsync(caller, cancellationToken))
            keys.AddRange(await KeysAsync(space, namespaces, caller, cancellationToken));
        return await PageAsync(bin, keys, type, limit, offset, cancellationToken);
    }

    /// <summary>Restores what one removal took, where it was or at another path.</summary>
    private static async Task<WireResult<NodeWire>> RestoreAsync(
        Target<NodeDocument> target, HttpRequest request, NodeRestoring restoring, CancellationToken cancellationToken)
    {
        var path = request.ContentLength == 0 ? null : (await request.ReadObjectAsync(LargestJson)).Text("path");
        var node = target.Found;
        // Back already: the server that did it died before it could say so.
        var isDone = node is { DeletedAt: null, Removal: null } && Guards.Idempotency.WasBegun(request.HttpContext);
        return Wire.Ok((isDone ? node : await restoring.RestoreAsync(node, path, cancellationToken)).ToWire());
    }

    /// <summary>The lists of what the caller may see in the bin of a namespace.</summary>
    private static async Task<IEnumerable<string>> KeysAsync(
        NamespaceDocument space, NamespaceAccess namespaces, Caller caller, CancellationToken cancellationToken) =>
        await namespaces.OnlyProjectsAsync(space, caller, cancellationToken) is { } projects
            ? projects.Select(project => StoreCollections.RecycledKey(project.Id)) : [StoreCollections.RecycledKey(space.Id)];

    private static async Task<WireResult<RecycledPage>> PageAsync(
        RecycleBin bin, IEnumerable<string> keys, string? type, int limit, int offset, CancellationToken cancellationToken)
    {
        if (limit is < 1 or > WireLimits.ObjectsAPage || offset < 0)
            throw ApiException.Malformed($"'limit' is a whole number from 1 to {WireLimits.ObjectsAPage}, 'offset' one from 0; found '{limit}' and '{offset}'.");
        return Wire.Ok(await bin.ListAsync([.. keys], string.IsNullOrEmpty(type) ? null : type, offset, limit, cancellationToken));
    }
}
