using Microsoft.AspNetCore.Mvc;
using MlDash.Protocol;
using MlDash.Server.Hosting;
using MlDash.Server.Identity;
using MlDash.Server.Nodes;
using MlDash.Server.Stores;

namespace MlDash.Server.Search;

/// <summary>Files by glob pattern, newest first.</summary>
internal static class SearchEndpoints
{
    private const int MostHits = 1000;

    public static void MapSearch(this IEndpointRouteBuilder api) => api.MapGet("/search/files", FindFilesAsync).WithTags("Search");

    private static async Task<WireResult<FileHits>> FindFilesAsync(
        Caller caller, NodeAccess nodes, NamespaceAccess namespaces, StoreCollections stores, CancellationToken cancel,
        [FromQuery] string pattern = "**/*", [FromQuery] string? experimentId = null, [FromQuery] int limit = 10, [FromQuery] int offset = 0)
    {
        var glob = Glob.ForPaths(pattern);
        string[] scope = experimentId is not null
            ? [StoreCollections.FilesKey((await nodes.RequireExperimentAsync(experimentId, caller, Role.Viewer, cancel)).ExperimentId!)]
            : [.. (await namespaces.VisibleAsync(caller, cancel)).Select(n => StoreCollections.NamespaceFilesKey(n.Id))];
        // The heads carry the path: nothing but the hits of this page is loaded.
        var hits = (await stores.Nodes.HeadsAsync(scope, 0, int.MaxValue, cancel)).Where(h => glob.IsMatch(h.Label)).ToList();
        var page = hits.Skip(Math.Max(0, offset)).Take(Math.Clamp(limit, 0, MostHits)).ToList();
        var files = await stores.Nodes.OfHeadsAsync(page, cancel);
        return Wire.Ok(new FileHits(
            [.. files.Select(f => new FileHit(f.Id, f.Name, f.FullPath, f.ExperimentId, f.FileWire(), f.UpdatedAt))], hits.Count));
    }
}
