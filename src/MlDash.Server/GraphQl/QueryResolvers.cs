using GraphQL;
using GraphQL.Utilities;
using MlDash.Server.Documents;
using MlDash.Server.Http;
using MlDash.Server.Identity;
using MlDash.Server.Nodes;
using MlDash.Server.Search;

namespace MlDash.Server.GraphQl;

/// <summary>The entry points. What is missing and what is not the caller's are both null.</summary>
internal sealed class QueryResolvers(
    StoreCollections stores, NodeAccess nodes, NamespaceAccess namespaces, ExperimentScopes scopes, ExperimentListing listing, ExperimentSigns signs,
    Users users)
{
    public void Bind(TypeSettings types)
    {
        var query = types.For("Query");
        query.BindAsync<object>("me", async (_, c) => await users.GetAsync(CallerOf(c).Username, c.CancellationToken));
        query.BindAsync<object>("namespace", async (_, c) => await NamespaceAsync(c.GetArgument<string>("slug"), c));
        query.BindAsync<object>("project", async (_, c) => await ProjectAsync(c));
        query.BindAsync<object>("projectsPaginated", async (_, c) => await ProjectsAsync(c));
        query.BindAsync<object>("experiment", async (_, c) => await SeenAsync(ExperimentAsync(c), c));
        query.BindAsync<object>("experimentById", async (_, c) => await SeenAsync(ExperimentByIdAsync(c.GetArgument<string>("id"), c), c));
        query.BindAsync<object>("experimentNode", async (_, c) => await SeenAsync(ExperimentByIdAsync(c.GetArgument<string>("experimentId"), c), c));
        query.BindAsync<object>("experimentsPaginated", async (_, c) => await ExperimentsAsync(c));
        query.BindAsync<object>("searchExperimentsPaginated", async (_, c) => await SearchAsync(c));
        types.For("Mutation").BindAsync<object>("updateUser", async (_, c) => await UpdateUserAsync(c));
    }

    private static Caller CallerOf(IResolveFieldContext context) => GraphQlRequest.Of(context).Caller;

    private Task<NamespaceDocument?> NamespaceAsync(string? slug, IResolveFieldContext context) =>
        namespaces.FindAsync(slug ?? CallerOf(context).Username, CallerOf(context), context.CancellationToken);

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
        return await nodes.FindProjectAsync(space, slug, CallerOf(context), context.CancellationToken);
    }

    private async Task<Page> ProjectsAsync(IResolveFieldContext context)
    {
        var (_, offset) = ExperimentResolvers.PageOf(context);
        if (await NamespaceAsync(context.GetArgument<string?>("namespaceSlug"), context) is not { } space)
            return Page.Empty;
        if (await namespaces.OnlyProjectsAsync(space, CallerOf(context), context.CancellationToken) is { } only)
        {
            var (limit, _) = ExperimentResolvers.PageOf(context);
            var some = await stores.Projects.OfHeadsAsync([.. only.Skip(offset).Take(limit)], context.CancellationToken);
            return new Page(some, only.Count, offset + some.Count < only.Count);
        }
        var total = (int)await stores.Projects.CountAsync(space.Id, context.CancellationToken);
        var page = await ExperimentResolvers.PageAsync(stores.Projects, space.Id, context);
        return new Page(page, total, offset + page.Count < total);
    }

    private async Task<NodeDocument?> ExperimentAsync(IResolveFieldContext context)
    {
        if (await ProjectOfSlugAsync(context.GetArgument<string>("projectSlug"), context) is not { } project)
            return null;
        var name = context.GetArgument<string>("experimentName").Trim('/');
        if (await nodes.FindExperimentAsync(project, name, context.CancellationToken) is { } found)
            return found;
        // A bare name that no experiment at the top has is looked for in all folders. The one changed last is in front.
        return !name.Contains('/', StringComparison.Ordinal)
            && await stores.Nodes.ListAsync(StoreCollections.ExperimentNameKey(project.Id, name), 0, 1, context.CancellationToken) is [var named]
            ? named
            : null;
    }

    private async Task<NodeDocument?> SeenAsync(Task<NodeDocument?> finding, IResolveFieldContext context) =>
        await finding is { } found ? await signs.SeenAsync(found, context.CancellationToken) : null;

    private Task<NodeDocument?> ExperimentByIdAsync(string id, IResolveFieldContext context) =>
        OrNullAsync(nodes.RequireExperimentAsync(id, CallerOf(context), Role.Viewer, context.CancellationToken));

    private async Task<Page> ExperimentsAsync(IResolveFieldContext context) =>
        await ProjectOfSlugAsync(context.GetArgument<string>("projectSlug"), context) is { } project
            ? await PageAsync(ExperimentFilters.Of(context, [project.Id]), context)
            : Page.Empty;

    private async Task<Page> SearchAsync(IResolveFieldContext context)
    {
        var (query, projects) = (ExperimentFilters.Of(context, []), ExperimentFilters.Texts(context, "projects"));
        return await PageAsync(
            await scopes.NarrowAsync(query, context.GetArgument<string>("pattern"), projects, CallerOf(context), context.CancellationToken), context);
    }

    private async Task<Page> PageAsync(ExperimentSelection query, IResolveFieldContext context)
    {
        var (limit, offset) = ExperimentResolvers.PageOf(context);
        var (heads, hasMore) = await listing.PageAsync(query, offset, limit, context.CancellationToken);
        // Counting may read far more than the page.
        var counts = context.SubFields?.Values.Any(f => f.Field.Name.StringValue == "totalCount") == true;
        var total = counts ? await listing.CountAsync(query, context.CancellationToken) : 0;
        var experiments = await GraphQlRequest.Of(context).Budget.OfHeadsAsync(stores.Nodes, heads, context.CancellationToken);
        return new Page(await signs.SeenAsync(experiments, context.CancellationToken), total, hasMore)
        {
            EndCursor = heads.Count == 0 ? null : query.CursorOf(heads[^1]),
        };
    }

    private async Task<UserDocument?> UpdateUserAsync(IResolveFieldContext context)
    {
        CallerOf(context).RequireAccount();
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
