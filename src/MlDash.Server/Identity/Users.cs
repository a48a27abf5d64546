using System.Collections.Concurrent;
using MlDash.Ids;
using MlDash.Protocol;
using MlDash.Server.Documents;

namespace MlDash.Server.Identity;

/// <summary>Users and their namespaces, made at first use.</summary>
internal sealed class Users(StoreCollections stores, Snowflake ids, TimeProvider clock)
{
    private const int MostRemembered = 100_000;

    // Only that they exist, which never changes; nothing is read from here.
    private readonly ConcurrentDictionary<string, bool> _made = new(StringComparer.Ordinal);

    /// <summary>Makes the user and the namespace of the same name, unless they are there.</summary>
    public async Task EnsureAsync(TokenIdentity claims, CancellationToken cancellationToken)
    {
        if (_made.ContainsKey(claims.Username))
            return;
        var now = IsoTime.Format(clock.GetUtcNow());
        await stores.Users.GetOrInsertAsync(claims.Username, () => new UserDocument(
            ids.Next(), claims.Username, claims.Email, claims.Name, claims.GivenName, claims.FamilyName, claims.Picture, now), cancellationToken);
        await stores.Namespaces.GetOrInsertAsync(claims.Username, () => new NamespaceDocument(
            ids.Next(), claims.Username, now, new Dictionary<string, string>()), cancellationToken);
        if (_made.Count >= MostRemembered)
            _made.Clear();
        _made[claims.Username] = true;
    }

    /// <summary>The user of a valid token.</summary>
    public async Task<UserDocument> GetAsync(string username, CancellationToken cancellationToken) =>
        await stores.Users.GetByUniqueAsync(username, cancellationToken)
        ?? throw new InvalidOperationException($"User '{username}' was let in but is not stored.");
}
