using GraphQL;
using GraphQL.Utilities;
using MlDash.Server.Documents;
using MlDash.Server.Http;
using MlDash.Server.Identity;
using MlDash.Server.Nodes;
using MlDash.Server.Search;

namespace MlDash.Server.GraphQl;

/// <summary>The entry points. What is missing and what is not the caller's are both null.</summary>
internal sealed class QueryResolvers(StoreCollections stores, NodeAccess nodes, NamespaceAccess namespaces, ExperimentListing listing, Users users)
{
    private const string Everything = "*";

    public void Bind(TypeSettings types)
    {
        var query = types.For("Query");
        query.BindAsync<object>("me", async (_, c) => await users.GetAsync(CallerOf(c).Username, c.CancellationToken));
        query.BindAsync<object>("namespace", async (_, c) => await NamespaceAsync(c.GetArgument<string>("slug"), c));
        query.BindAsync<object>("project", async (_, c) => await ProjectAsync(c));
        query.BindAsync<object>("projectsPaginated", async (_, c) => await ProjectsAsync(c));
        query.BindAsync<object>("experiment", async (_, c) => await ExperimentAsync(c));
        query.BindAsync<object>("experimentById", async (_, c) => await ExperimentByIdAsync(c.GetArgument<string>("id"), c));
        query.BindAsync<object>("experimentNode", async (_, c) => await ExperimentByIdAsync(c.GetArgument<string>("experimentId"), c));
        query.BindAsync<object>("experimentsPaginated", async (_, c) => await ExperimentsAsync(c));
        query.BindAsync<object>("searchExperimentsPaginated", async (_, c) => await SearchAsync(c));
        types.For("Mutation").BindAsync<object>("updateUser", async (_, c) => await UpdateUserAsync(c));
    }

    private static Caller CallerOf(IResolveFieldContext context) => GraphQlRequest.Of(context).Caller;

    private async Task<NamespaceDocument?> NamespaceAsync(string? slug, IResolveFieldContext context)
    {
        var found = await stores.Namespaces.GetByUniqueAsync(slug ?? CallerOf(context).Username, context.CancellationToken);
        return found?.RoleOf(CallerOf(context).Username) is null ? null : found;
    }

    private async Task<ProjectDocument?> ProjectAsync(IResolveFieldContext context)
    {
        if (context.GetArgument<string?>("id") is { } id)
            return await OrNullAsync(nodes.RequireProjectAsync(id, CallerOf(context), Role.Viewer, context.CancellationToken));
        return context.GetArgument<string?>("projectSlug") is { } slug ? await ProjectOfSlugAsync(slug, context) : null;
    }

    // A slug 'ns/project' without a namespace names both.
    private async Task<ProjectDocument?> ProjectOfSlugAsync(string slug, IResolveFieldContext context)
    {
        var space = context.GetArgument<string?>("namespaceSlug");
        if (space is null && slug.Split('/') is [var ns, var project])
            (space, slug) = (ns, project);
        return await NamespaceAsync(space, context) is { } found
            ? await stores.Projects.GetByUniqueAsync(StoreCollections.ProjectUnique(found.Id, slug), context.CancellationToken)
            : null;
    }

    private async Task<Page> ProjectsAsync(IResolveFieldContext context)
    {
        var (_, offset) = ExperimentResolvers.PageOf(context);
        if (await NamespaceAsync(context.GetArgument<string?>("namespaceSlug"), context) is not { } space)
            return Page.Empty;
        var total = (int)await stores.Projects.CountAsync(space.Id, context.CancellationToken);
        var page = await ExperimentResolvers.PageAsync(stores.Projects, space.Id, context);
        return new Page(page, total, offset + page.Count < total);
    }

    private async Task<NodeDocument?> ExperimentAsync(IResolveFieldContext context)
    {
        if (await ProjectOfSlugAsync(context.GetArgument<string>("projectSlug"), context) is not { } project)
            return null;
        var name = context.GetArgument<string>("experimentName").Trim('/');
        var path = StoreCollections.ExperimentPathKey(project.Id, name);
        // A bare name that no experiment at the top has is looked for in all folders. The one changed last is in front.
        string[] keys = name.Contains('/', StringComparison.Ordinal) ? [path] : [path, StoreCollections.ExperimentNameKey(project.Id, name)];
        foreach (var key in keys)
        {
            if (await stores.Nodes.ListAsync(key, 0, 1, context.CancellationToken) is [var found])
                return found;
        }
        return null;
    }

    private Task<NodeDocument?> ExperimentByIdAsync(string id, IResolveFieldContext context) =>
        OrNullAsync(nodes.RequireExperimentAsync(id, CallerOf(context), Role.Viewer, context.CancellationToken));

    private async Task<Page> ExperimentsAsync(IResolveFieldContext context) =>
        await ProjectOfSlugAsync(context.GetArgument<string>("projectSlug"), context) is { } project
            ? await PageAsync(ExperimentFilters.Of(context, [project.Id]), context)
            : Page.Empty;

    private async Task<Page> SearchAsync(IResolveFieldContext context)
    {
        var parts = context.GetArgument<string>("pattern").Split('/', 3);
        var ofNamespace = Glob.ForNames(parts[0]);
        var query = ExperimentFilters.Of(context, []);
        var scopes = new List<string>();
        var (ofProject, projects) = (parts.ElementAtOrDefault(1) ?? Everything, ExperimentFilters.Texts(context, "projects"));
        foreach (var space in (await namespaces.VisibleAsync(CallerOf(context), context.CancellationToken)).Where(n => ofNamespace.IsMatch(n.Slug)))
            scopes.AddRange(await ScopesAsync(space, ofProject, projects, context.CancellationToken));
        var path = parts.ElementAtOrDefault(2) ?? Everything;
        return await PageAsync(query with { Scopes = scopes, Path = path == Everything ? null : Glob.ForNames(path) }, context);
    }

    // All of a namespace is one list; of some projects each is one. While a project is removed, its experiments may still be in the list of the namespace.
    private async Task<IEnumerable<string>> ScopesAsync(
        NamespaceDocument space, string pattern, IReadOnlyList<string> projects, CancellationToken cancellationToken)
    {
        if (pattern == Everything
            && projects.Count == 0
            && await stores.Projects.HeadsAsync([StoreCollections.HiddenProjectsKey], 0, 1, cancellationToken) is [])
            return [space.Id];
        var (ofPattern, ofProjects) = (Glob.ForNames(pattern), projects.Select(project => Glob.ForNames(project, ignoreCase: true)).ToList());
        return (await stores.Projects.HeadsAsync(space.Id, cancellationToken))
            .Where(p => ofPattern.IsMatch(p.Label) && (ofProjects.Count == 0 || ofProjects.Any(glob => glob.IsMatch(p.Label)))).Select(p => p.Id);
    }

    private async Task<Page> PageAsync(ExperimentSelection query, IResolveFieldContext context)
    {
        var (limit, offset) = ExperimentResolvers.PageOf(context);
        var (heads, hasMore) = await listing.PageAsync(query, offset, limit, context.CancellationToken);
        // Counting may read far more than the page.
        var counts = context.SubFields?.Values.Any(f => f.Field.Name.StringValue == "totalCount") == true;
        var total = counts ? await listing.CountAsync(query, context.CancellationToken) : 0;
        return new Page(await GraphQlRequest.Of(context).Budget.OfHeadsAsync(stores.Nodes, heads, context.CancellationToken), total, hasMore)
        {
            EndCursor = heads.Count == 0 ? null : query.CursorOf(heads[^1]),
        };
    }

    private async Task<UserDocument?> UpdateUserAsync(IResolveFieldContext context)
    {
        var user = await users.GetAsync(CallerOf(context).Username, context.CancellationToken);
        return context.GetArgument<string?>("name") is { } name
            ? await stores.Users.ChangeAsync(user.Id, u => u with { Name = name }, context.CancellationToken)
            : user;
    }

    private static async Task<T?> OrNullAsync<T>(Task<T> required)
        where T : class
    {
        try
        {
            return await required;
        }
        catch (ApiException e) when (e.Status is StatusCodes.Status404NotFound)
        {
            return null;
        }
    }
}
