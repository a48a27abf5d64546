using MlDash.Server.Documents;
using MlDash.Server.Http;
using MlDash.Server.Identity;

namespace MlDash.Server.Search;

/// <summary>Where the experiments that a pattern means are looked for: only in what the caller may read.</summary>
internal sealed class ExperimentScopes(StoreCollections stores, NamespaceAccess namespaces)
{
    private const string Everything = "*";

    /// <summary>Narrows a selection to what a pattern means.</summary>
    /// <param name="selection">What else is asked for.</param>
    /// <param name="pattern"><c>namespace/project/path</c>, each a glob; what is left out is everything.</param>
    /// <param name="projects">Globs for the project, in whatever case, one of which has to fit; none takes all.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="cancellationToken">Ends the look-up.</param>
    /// <exception cref="ApiException">400: the pattern is none.</exception>
    public async Task<ExperimentSelection> NarrowAsync(
        ExperimentSelection selection, string pattern, IReadOnlyList<string> projects, Caller caller, CancellationToken cancellationToken)
    {
        var parts = pattern.Split('/', 3);
        var ofNamespace = Glob.ForNames(parts[0]);
        var scopes = new List<string>();
        foreach (var space in (await namespaces.VisibleAsync(caller, cancellationToken)).Where(n => ofNamespace.IsMatch(n.Slug)))
            scopes.AddRange(await OfAsync(space, parts.ElementAtOrDefault(1) ?? Everything, projects, caller, cancellationToken));
        var path = parts.ElementAtOrDefault(2) ?? Everything;
        return selection with { Scopes = scopes, Path = path == Everything ? null : Glob.ForNames(path) };
    }

    // All of a namespace is one list; of some projects each is one. While a project is removed, its experiments may still be in the list of the namespace.
    private async Task<IEnumerable<string>> OfAsync(
        NamespaceDocument space, string pattern, IReadOnlyList<string> projects, Caller caller, CancellationToken cancellationToken)
    {
        var only = await namespaces.OnlyProjectsAsync(space, caller, cancellationToken);
        if (only is null
            && pattern == Everything
            && projects.Count == 0
            && await stores.Projects.HeadsAsync([StoreCollections.HiddenProjectsKey], 0, 1, cancellationToken) is [])
            return [space.Id];
        var (ofPattern, ofProjects) = (Glob.ForNames(pattern), projects.Select(project => Glob.ForNames(project, ignoreCase: true)).ToList());
        return (only ?? await stores.Projects.HeadsAsync(space.Id, cancellationToken))
            .Where(p => ofPattern.IsMatch(p.Label) && (ofProjects.Count == 0 || ofProjects.Any(glob => glob.IsMatch(p.Label)))).Select(p => p.Id);
    }
}
