using Microsoft.AspNetCore.Mvc;
using MlDash.Protocol;
using MlDash.Server.Documents;
using MlDash.Server.Http;
using MlDash.Server.Identity;
using MlDash.Server.Nodes;
using MlDash.Server.Stores;

namespace MlDash.Server.Search;

/// <summary>Files by glob pattern, newest first.</summary>
internal static class SearchEndpoints
{
    private const int MostOfOneName = 100;
    private const string AnyFolder = "**/";
    private const string AnyPath = "**/*";

    public static void MapSearch(this IEndpointRouteBuilder api) => api.MapGet("/search/files", FindFilesAsync).WithTags("Search");

    /// <summary>
    /// Files by pattern: of an experiment, of a project outside its experiments, or all that the caller may see. Paths are those below the experiment
    /// or project.
    /// </summary>
    private static async Task<WireResult<FileHits>> FindFilesAsync(
        Caller caller, NodeAccess nodes, NamespaceAccess namespaces, StoreCollections stores, CancellationToken cancellationToken,
        [FromQuery] string? pattern = AnyPath, [FromQuery] string? experimentId = null, [FromQuery] string? projectId = null,
        [FromQuery] int limit = 10, [FromQuery] int offset = 0)
    {
        // The default is what the documents say; the generated binding of the call gives a text that is absent as null.
        pattern ??= AnyPath;
        var glob = Glob.ForPaths(pattern);
        string[] scope = experimentId is { Length: > 0 }
            ? [StoreCollections.FilesKey((await nodes.RequireExperimentAsync(experimentId, caller, Role.Viewer, cancellationToken)).ExperimentId!)]
            : projectId is { Length: > 0 }
            ? [StoreCollections.ProjectFilesKey((await nodes.RequireProjectAsync(projectId, caller, Role.Viewer, cancellationToken)).Id)]
            : [.. (await namespaces.VisibleAsync(caller, cancellationToken)).Select(n => StoreCollections.NamespaceFilesKey(n.Id))];
        // The Python SDK looks a path up by its name with a limit of 1, and then seeks the path among all hits that come.
        if (offset <= 0 && scope.Length == 1 && IsOneName(pattern) && (experimentId ?? projectId) is { Length: > 0 })
            limit = Math.Max(limit, MostOfOneName);
        // The heads carry the path: nothing but the hits of this page is loaded.
        var hits = (await stores.Nodes.HeadsAsync(scope, 0, int.MaxValue, cancellationToken)).Where(h => glob.IsMatch(h.Label)).ToList();
        if (scope.Length != 1 || (experimentId ?? projectId) is not { Length: > 0 })
            hits = await OfTokenAsync(hits, caller, namespaces, stores, cancellationToken);
        var page = hits.Skip(Math.Max(0, offset)).Take(Math.Clamp(limit, 0, WireLimits.ObjectsAPage)).ToList();
        var files = await stores.Nodes.OfHeadsAsync(page, cancellationToken);
        return Wire.Ok(new FileHits(
            [.. files.Select(f => new FileHit(f.Id, f.Name, f.FullPath, f.ExperimentId, f.FileWire(), f.UpdatedAt))], hits.Count));
    }

    // Heads do not say in which project they lie: of a token that is good for some projects only, the nodes of all hits are loaded.
    private static async Task<List<StoredHead>> OfTokenAsync(
        List<StoredHead> hits, Caller caller, NamespaceAccess namespaces, StoreCollections stores, CancellationToken cancellationToken)
    {
        if (caller.Scope.Projects is null)
            return hits;
        var covered = new HashSet<string>(StringComparer.Ordinal);
        foreach (var space in await namespaces.VisibleAsync(caller, cancellationToken))
            covered.UnionWith((await namespaces.OnlyProjectsAsync(space, caller, cancellationToken) ?? []).Select(project => project.Id));
        var kept = new List<StoredHead>();
        foreach (var some in hits.Chunk(WireLimits.ObjectsAPage))
        {
            var found = await stores.Nodes.GetAsync([.. some.Select(hit => hit.Id)], cancellationToken);
            kept.AddRange(some.Where(hit => found.TryGetValue(hit.Id, out var node) && covered.Contains(node.ProjectId)));
        }
        return kept;
    }

    private static bool IsOneName(string pattern) =>
        pattern.StartsWith(AnyFolder, StringComparison.Ordinal) && pattern.AsSpan(AnyFolder.Length).IndexOfAny("*?/") < 0;
}
