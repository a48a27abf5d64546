using MlDash.Server.Documents;
using MlDash.Server.Http;

namespace MlDash.Server.Identity;

/// <summary>Who may do what: 404 for what the caller may not know of, 403 for what he may see but not change.</summary>
internal sealed class NamespaceAccess(StoreCollections stores)
{
    /// <summary>The namespace of a slug, if the caller may use it so.</summary>
    public async Task<NamespaceDocument> RequireAsync(string slug, Caller caller, Role needed, CancellationToken cancellationToken) =>
        Check(await stores.Namespaces.GetByUniqueAsync(slug, cancellationToken), caller, needed, "namespace");

    /// <summary>The namespace of a slug; null when there is none, or none that the caller may know of.</summary>
    public async Task<NamespaceDocument?> FindAsync(string slug, Caller caller, CancellationToken cancellationToken) =>
        await stores.Namespaces.GetByUniqueAsync(slug, cancellationToken) is { } found && found.RoleOf(caller.Username) is not null ? found : null;

    /// <summary>Checks the namespace that a thing lies in.</summary>
    /// <param name="namespaceId">The namespace's id.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="needed">What for.</param>
    /// <param name="what">What the caller asked for, for the message.</param>
    /// <param name="cancellationToken">Ends the look-up.</param>
    public async Task<NamespaceDocument> RequireByIdAsync(string namespaceId, Caller caller, Role needed, string what, CancellationToken cancellationToken) =>
        Check(await stores.Namespaces.GetAsync(namespaceId, cancellationToken), caller, needed, what);

    /// <summary>The namespaces that the caller may read.</summary>
    public async Task<IReadOnlyList<NamespaceDocument>> VisibleAsync(Caller caller, CancellationToken cancellationToken)
    {
        var own = await stores.Namespaces.GetByUniqueAsync(caller.Username, cancellationToken);
        var others = await stores.Namespaces.ListAsync(StoreCollections.MemberKey(caller.Username), cancellationToken);
        return own is null ? others : [own, .. others.Where(o => o.Id != own.Id)];
    }

    private static NamespaceDocument Check(NamespaceDocument? found, Caller caller, Role needed, string what)
    {
        if (found?.RoleOf(caller.Username) is not { } role)
            throw ApiException.NotFound(what);
        if (role < needed)
            throw ApiException.Forbidden(
                $"You are {role.ToString().ToLowerInvariant()} of namespace '{found.Slug}'; this needs {needed.ToString().ToLowerInvariant()}. Ask its owner.");
        return found;
    }
}
