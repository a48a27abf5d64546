using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using MlDash.Protocol;
using MlDash.Server.Documents;
using MlDash.Server.Settings;

namespace MlDash.Server.Identity.Sessions;

/// <summary>
/// Sessions of the page. They are kept in the store, so that any server answers any request and an ended one is ended on all of them. A session ends when
/// nobody has used it for a while, at its latest time, with the token that it was begun with, or when its user signs out.
/// </summary>
internal sealed class PageSessions(StoreCollections stores, Tokens tokens, ServerSettings settings, TimeProvider clock)
{
    private const int SecretBytes = 32;

    // A use is written down when this part of the idle time has passed, so that most requests write nothing.
    private const int WritesAnIdleTime = 10;

    /// <summary>Begins a session.</summary>
    /// <param name="username">Whose it is; the user exists.</param>
    /// <param name="origin">Of the token that it is begun with.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The secret for the cookie, which is kept nowhere else.</returns>
    public async Task<string> BeginAsync(string username, TokenOrigin origin, CancellationToken cancellationToken)
    {
        var secret = NewSecret();
        var now = clock.GetUtcNow();
        var last = origin.EndOf(now + settings.SessionLife)!.Value;
        var first = Earlier(now + settings.SessionIdle, last);
        var session = new SessionDocument(HashOf(secret), username, IsoTime.Format(now), IsoTime.Format(first), IsoTime.Format(last))
        {
            TokenEndsAt = origin.EndsAt is { } end ? IsoTime.Format(end) : null,
            Parents = origin.Parents,
            Allowed = origin.Scope,
        };
        await stores.Sessions.InsertAsync(session, cancellationToken);
        return secret;
    }

    /// <summary>The session of a secret that is valid now, or null. To ask is to use it.</summary>
    public async Task<OpenSession?> FindAsync(string secret, CancellationToken cancellationToken)
    {
        var hash = HashOf(secret);
        var now = clock.GetUtcNow();
        if (await stores.Sessions.GetAsync(hash, cancellationToken) is not { } session
            || !IsoTime.TryParse(session.ExpiresAt, out var expires) || now >= expires
            || !IsoTime.TryParse(session.LastsUntil, out var last)
            || await tokens.IsAnyRevokedAsync(session.Parents, cancellationToken))
            return null;
        var next = Earlier(now + settings.SessionIdle, last);
        if (next - expires > settings.SessionIdle / WritesAnIdleTime)
            await stores.Sessions.ChangeAsync(hash, s => s with { ExpiresAt = IsoTime.Format(next) }, cancellationToken);
        return new(session, CsrfOf(secret));
    }

    /// <summary>Ends a session; nothing happens when there is none.</summary>
    public Task EndAsync(string secret, CancellationToken cancellationToken) => stores.Sessions.DeleteAsync(HashOf(secret), cancellationToken);

    /// <summary>Ends all sessions of a user.</summary>
    public async Task EndAllAsync(string username, CancellationToken cancellationToken)
    {
        foreach (var head in await stores.Sessions.HeadsAsync(username, cancellationToken))
            await stores.Sessions.DeleteAsync(head.Id, cancellationToken);
    }

    /// <summary>A text that nobody can guess.</summary>
    public static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>What a secret is stored by.</summary>
    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    // The page's script knows it, which must not know the secret; from one the other cannot be told.
    private static string CsrfOf(string secret) => HashOf("csrf." + secret);

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}

/// <summary>A session that a request belongs to.</summary>
/// <param name="Document">What is stored of it.</param>
/// <param name="Csrf">What a change has to carry, so that no other site can make it in the user's name.</param>
internal sealed record OpenSession(SessionDocument Document, string Csrf)
{
    /// <summary>Whether a request carries <see cref="Csrf"/>.</summary>
    public bool Proves(string? given) =>
        given is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(Csrf));
}
