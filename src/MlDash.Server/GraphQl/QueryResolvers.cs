using GraphQL;
using GraphQL.Utilities;
using MlDash.Server.Documents;
using MlDash.Server.Http;
using MlDash.Server.Identity;
using MlDash.Server.Nodes;
using MlDash.Server.Search;

namespace MlDash.Server.GraphQl;

/// <summary>The entry points. What is missing and what is not the caller's are both null.</summary>
internal sealed class QueryResolvers(StoreCollections stores, NodeAccess nodes, NamespaceAccess namespaces, Users users)
{
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
        // Heads come with the one changed last in front.
        var heads = await stores.Nodes.HeadsAsync(StoreCollections.ExperimentsKey(project.Id), context.CancellationToken);
        var hit = heads.FirstOrDefault(h => h.Label == name) ?? heads.FirstOrDefault(h => h.Label.EndsWith("/" + name, StringComparison.Ordinal) && !name.Contains('/', StringComparison.Ordinal));
        return hit is null ? null : await stores.Nodes.GetAsync(hit.Id, context.CancellationToken);
    }

    private Task<NodeDocument?> ExperimentByIdAsync(string id, IResolveFieldContext context) =>
        OrNullAsync(nodes.RequireExperimentAsync(id, CallerOf(context), Role.Viewer, context.CancellationToken));

    private async Task<Page> ExperimentsAsync(IResolveFieldContext context)
    {
        var (_, offset) = ExperimentResolvers.PageOf(context);
        if (await ProjectOfSlugAsync(context.GetArgument<string>("projectSlug"), context) is not { } project)
            return Page.Empty;
        var key = StoreCollections.ExperimentsKey(project.Id, context.GetArgument<string?>("status"));
        var total = (int)await stores.Nodes.CountAsync(key, context.CancellationToken);
        var page = await ExperimentResolvers.PageAsync(stores.Nodes, key, context);
        return new Page(page, total, offset + page.Count < total);
    }

    private async Task<Page> SearchAsync(IResolveFieldContext context)
    {
        var cancel = context.CancellationToken;
        var (limit, offset) = ExperimentResolvers.PageOf(context);
        var parts = context.GetArgument<string>("pattern").Split('/', 3);
        var ofNamespace = Glob.ForNames(parts[0]);
        var ofProject = Glob.ForNames(parts.ElementAtOrDefault(1) ?? "*");
        var ofExperiment = Glob.ForNames(parts.ElementAtOrDefault(2) ?? "*");
        var keys = new List<string>();
        foreach (var space in (await namespaces.VisibleAsync(CallerOf(context), cancel)).Where(n => ofNamespace.IsMatch(n.Slug)))
            keys.AddRange((await stores.Projects.HeadsAsync(space.Id, cancel)).Where(p => ofProject.IsMatch(p.Label)).Select(p => StoreCollections.ExperimentsKey(p.Id)));
        var hits = (await stores.Nodes.HeadsAsync(keys, 0, int.MaxValue, cancel))
            .Where(h => ofExperiment.IsMatch(h.Label) || ofExperiment.IsMatch(h.Label[(h.Label.LastIndexOf('/') + 1)..])).ToList();
        var page = await GraphQlRequest.Of(context).Budget.OfHeadsAsync(stores.Nodes, [.. hits.Skip(offset).Take(limit)], cancel);
        return new Page(page, hits.Count, offset + page.Count < hits.Count);
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
