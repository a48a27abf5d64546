using MlDash.Server.Documents;
using MlDash.Server.Http;
using MlDash.Server.Stores;

namespace MlDash.Server.Identity;

/// <summary>
/// Who may do what: 404 for what the caller may not know of, 403 for what he may see but not change. The one place that brings together what a user may do and
/// what the token of the request is good for.
/// </summary>
internal sealed class NamespaceAccess(StoreCollections stores)
{
    /// <summary>The namespace of a slug, if the caller may use it so.</summary>
    /// <param name="slug">The slug.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="needed">What for.</param>
    /// <param name="cancellationToken">Ends the look-up.</param>
    /// <param name="ofProjects">
    /// Whether the endpoint itself looks at each project that it answers or changes; others are refused to a token that is good for some projects only.
    /// </param>
    public async Task<NamespaceDocument> RequireAsync(
        string slug, Caller caller, Role needed, CancellationToken cancellationToken, bool ofProjects = false)
    {
        var space = Check(await stores.Namespaces.GetByUniqueAsync(slug, cancellationToken), caller, needed, "namespace");
        return ofProjects || caller.Scope.Projects is null ? space
            : throw ApiException.OutOfScope(caller.Scope.ToString(), $"'{KindOf(needed)}' for all projects");
    }

    /// <summary>The namespace of a slug; null when there is none, or none that the caller may know of.</summary>
    public async Task<NamespaceDocument?> FindAsync(string slug, Caller caller, CancellationToken cancellationToken) =>
        await stores.Namespaces.GetByUniqueAsync(slug, cancellationToken) is { } found && RoleOf(found, caller) is not null ? found : null;

    /// <summary>Checks a node that was found.</summary>
    /// <param name="node">The node.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="needed">What for.</param>
    /// <param name="what">What the caller asked for, for the message.</param>
    /// <param name="cancellationToken">Ends the look-up.</param>
    public async Task RequireAsync(NodeDocument node, Caller caller, Role needed, string what, CancellationToken cancellationToken)
    {
        if (caller.Scope.Projects is not null
            && (await stores.Projects.GetAsync(node.ProjectId, cancellationToken) is not { } project || !IsCovered(project, caller)))
            throw ApiException.NotFound(what);
        Check(await stores.Namespaces.GetAsync(node.NamespaceId, cancellationToken), caller, needed, what);
    }

    /// <summary>Checks a project that was found.</summary>
    public async Task RequireAsync(ProjectDocument project, Caller caller, Role needed, string what, CancellationToken cancellationToken)
    {
        if (!IsCovered(project, caller))
            throw ApiException.NotFound(what);
        Check(await stores.Namespaces.GetAsync(project.NamespaceId, cancellationToken), caller, needed, what);
    }

    /// <summary>Refuses a project of a namespace, which need not be there, that the token is not good for.</summary>
    public static void RequireCovered(NamespaceDocument space, string project, Caller caller)
    {
        if (!caller.Scope.Covers(space.Slug, project))
            throw ApiException.NotFound("such project in this namespace");
    }

    /// <summary>Whether a project is one that the token is good for.</summary>
    public static bool IsCovered(ProjectDocument project, Caller caller) => caller.Scope.Covers(project.NamespaceSlug, project.Slug);

    /// <summary>The namespaces that the caller may read, or read something of, see <see cref="OnlyProjectsAsync"/>.</summary>
    public async Task<IReadOnlyList<NamespaceDocument>> VisibleAsync(Caller caller, CancellationToken cancellationToken)
    {
        var own = await stores.Namespaces.GetByUniqueAsync(caller.Username, cancellationToken);
        var others = await stores.Namespaces.ListAsync(StoreCollections.MemberKey(caller.Username), cancellationToken);
        IEnumerable<NamespaceDocument> all = own is null ? others : [own, .. others.Where(o => o.Id != own.Id)];
        return [.. all.Where(space => caller.Scope.Touches(space.Slug))];
    }

    /// <summary>Null when the token is good for all of a namespace that the caller may read; else heads of the projects that it is good for.</summary>
    public async Task<IReadOnlyList<StoredHead>?> OnlyProjectsAsync(NamespaceDocument space, Caller caller, CancellationToken cancellationToken) =>
        caller.Scope.Projects is null ? null
            : [.. (await stores.Projects.HeadsAsync(space.Id, cancellationToken)).Where(project => caller.Scope.Covers(space.Slug, project.Label))];

    private static Role? RoleOf(NamespaceDocument space, Caller caller) =>
        caller.Scope.Touches(space.Slug) ? space.RoleOf(caller.Username) : null;

    private static string KindOf(Role needed) => needed switch { Role.Viewer => TokenScope.Read, Role.Editor => TokenScope.Write, _ => TokenScope.All };

    private static NamespaceDocument Check(NamespaceDocument? found, Caller caller, Role needed, string what)
    {
        if (found is null || RoleOf(found, caller) is not { } role)
            throw ApiException.NotFound(what);
        if (role < needed)
            throw ApiException.Forbidden(
                $"You are {role.ToString().ToLowerInvariant()} of namespace '{found.Slug}'; this needs {needed.ToString().ToLowerInvariant()}. Ask its owner.");
        return caller.Scope.MostRole >= needed ? found : throw ApiException.OutOfScope(caller.Scope.ToString(), $"'{KindOf(needed)}'");
    }
}
