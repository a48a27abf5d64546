using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using MlDash.Ids;
using MlDash.Protocol;
using MlDash.Server.Documents;
using MlDash.Server.Http;
using MlDash.Server.Settings;

namespace MlDash.Server.Identity;

/// <summary>Signs and checks tokens: HS256 over the server's secret, nothing else.</summary>
internal sealed class Tokens(ServerSettings settings, StoreCollections stores, Snowflake ids, TimeProvider clock)
{
    private const int MostParents = 16;
    private static readonly TimeSpan _deviceTokenLife = TimeSpan.FromMinutes(15);
    private readonly SignedTokens _signed = new(settings.JwtSecret);

    /// <summary>The claims of a token that is valid now, or null.</summary>
    /// <param name="text">The token.</param>
    /// <param name="forExchange">Whether it is to be a device login's access token, which is good for nothing else, and nothing else is good for.</param>
    /// <param name="cancellationToken">Ends the look-up.</param>
    public async Task<TokenIdentity?> ValidateAsync(string text, bool forExchange, CancellationToken cancellationToken)
    {
        if (await _signed.CheckAsync(text) is not { } signed || !signed.IsAlive(clock.GetUtcNow()) || signed.Claims is not { } claims)
            return null;
        if (signed.IsForExchange != forExchange)
            return null;
        var (parents, scope) = (claims.Origin.Parents, claims.Origin.Scope);
        if (claims.Jti is { } jti)
        {
            var known = await stores.Tokens.GetAsync(jti, cancellationToken);
            if (known?.RevokedAt is not null)
                return null;
            parents = [jti, .. known?.Parents ?? []];
            // What the store says holds, whatever the token says of itself.
            scope = known is null ? scope : scope.And(known.Scope ?? TokenScope.Everything);
        }
        // Also asked for those that were made while their parent was being revoked.
        return await IsAnyRevokedAsync([.. parents.Where(parent => parent != claims.Jti)], cancellationToken) ? null
            : claims with { Origin = claims.Origin with { Parents = parents, Scope = scope } };
    }

    /// <summary>Whether one of these tokens is revoked; what was made with it is worth nothing then.</summary>
    public async Task<bool> IsAnyRevokedAsync(IReadOnlyCollection<string> jtis, CancellationToken cancellationToken) =>
        jtis.Count > 0 && (await stores.Tokens.GetAsync(jtis, cancellationToken)).Values.Any(token => token.RevokedAt is not null);

    /// <summary>Revokes a token of the user, and all that were made with it; null when there is none.</summary>
    public async Task<TokenDocument?> RevokeAsync(string jti, string username, CancellationToken cancellationToken)
    {
        var now = IsoTime.Format(clock.GetUtcNow());
        var revoked = await stores.Tokens.ChangeAsync(jti, t => t.Username == username ? t with { RevokedAt = t.RevokedAt ?? now } : null, cancellationToken);
        if (revoked is null)
            return null;
        foreach (var child in (await stores.Tokens.ListAsync(username, cancellationToken)).Where(t => t.Parents.Contains(jti)))
            await stores.Tokens.ChangeAsync(child.Jti, t => t with { RevokedAt = t.RevokedAt ?? now }, cancellationToken);
        return revoked;
    }

    /// <summary>The short-lived token that a device trades for a real one.</summary>
    public string IssueForExchange(string username, TokenOrigin origin)
    {
        var now = clock.GetUtcNow();
        var claims = new Dictionary<string, object>
        {
            ["username"] = username,
            ["aud"] = SignedTokens.ExchangeAudience,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + _deviceTokenLife).ToUnixTimeSeconds(),
            [TokenIdentity.ParentsClaim] = string.Join(' ', origin.Parents),
        };
        if (origin.EndsAt is { } end)
            claims[TokenIdentity.EndClaim] = end.ToUnixTimeSeconds();
        AddScope(claims, origin.Scope);
        return _signed.Sign(claims);
    }

    /// <summary>A token for the API, listed under the user's tokens.</summary>
    /// <param name="user">Whose it is.</param>
    /// <param name="name">What the list says of it.</param>
    /// <param name="life">How long it shall live; null: as the settings say.</param>
    /// <param name="origin">Of the token that it is made with.</param>
    /// <param name="wanted">What it shall be good for; null: for all that the other one is, but for the calls of administrators.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ApiException">403: that is more than the other one is good for.</exception>
    public async Task<(TokenDocument Token, string Text)> IssueAsync(
        UserDocument user, string name, TimeSpan? life, TokenOrigin origin, TokenScope? wanted, CancellationToken cancellationToken)
    {
        var scope = wanted ?? origin.Scope.And(TokenScope.Everything);
        if (!origin.Scope.Holds(scope))
            throw ApiException.OutOfScope(origin.Scope.ToString(), scope.ToString());
        if (origin.Parents.Count >= MostParents)
            throw ApiException.Conflict(
                $"A row of tokens, each made with the one before, has at most {MostParents}; this one is the last. Make the new one with an earlier one.");
        var now = clock.GetUtcNow();
        var expires = origin.EndOf((life ?? settings.JwtExpiration) is { } span ? now + span : null);
        var token = new TokenDocument(ids.Next(), user.Username, name, IsoTime.Format(now), expires is { } at ? IsoTime.Format(at) : null, RevokedAt: null)
        {
            Parents = origin.Parents,
            Scope = scope,
        };
        await stores.Tokens.InsertAsync(token, cancellationToken);
        var claims = new Dictionary<string, object> { ["sub"] = user.Id, ["username"] = user.Username, ["iat"] = now.ToUnixTimeSeconds(), ["jti"] = token.Jti };
        Add("email", user.Email);
        Add("name", user.Name);
        Add("given_name", user.GivenName);
        Add("family_name", user.FamilyName);
        if (expires is { } end)
            claims["exp"] = end.ToUnixTimeSeconds();
        AddScope(claims, scope);
        return (token, _signed.Sign(claims));

        void Add(string claim, string? value)
        {
            if (value is not null)
                claims[claim] = value;
        }
    }

    // Who looks into a token sees what it is good for; without a claim it is good for everything.
    private static void AddScope(Dictionary<string, object> claims, TokenScope scope)
    {
        if (scope.Kind != TokenScope.All)
            claims[TokenIdentity.ScopeClaim] = scope.Kind;
        if (scope.Projects is { } projects)
            claims[TokenIdentity.ProjectsClaim] = projects.ToArray();
    }
}

/// <summary>What a token says of its user, whichever form it has.</summary>
internal sealed record TokenIdentity(
    string Username, string? Email, string? Name, string? GivenName, string? FamilyName, string? Picture, string? Jti)
{
    /// <summary>Of a device login's access token: when what it is traded for ends at the latest, in seconds.</summary>
    public const string EndClaim = "max_exp";

    /// <summary>Of such a token: the ids of the tokens that approved it, with blanks between.</summary>
    public const string ParentsClaim = "parents";

    /// <summary>What the token is good for: words of <see cref="TokenScope"/>, others are skipped.</summary>
    public const string ScopeClaim = "scope";

    /// <summary>Which projects it is good for.</summary>
    public const string ProjectsClaim = "projects";

    private const int LongestName = 128;

    /// <summary>What a token made with this one inherits.</summary>
    public TokenOrigin Origin { get; init; } = TokenOrigin.None;

    /// <summary>Of a user of whom nothing but the name is known.</summary>
    public static TokenIdentity OfName(string username) => new(username, null, null, null, null, null, null);

    public static TokenIdentity? Of(JsonWebToken token)
    {
        // The older SDK says userName, everybody else username.
        var username = Text("username") ?? Text("userName");
        return username is not null && IsName(username)
            ? new(username, Text("email"), Text("name"), Text("given_name"), Text("family_name"), Text("picture"), Text("jti")) { Origin = OriginOf(token) }
            : null;

        string? Text(string claim) => token.TryGetPayloadValue<string>(claim, out var value) && value.Length > 0 ? value : null;
    }

    // Only this server writes these claims into a device login's token; what is made with any other token ends with it.
    private static TokenOrigin OriginOf(JsonWebToken token)
    {
        var origin = token.TryGetPayloadValue<string>(ParentsClaim, out var parents)
            ? new TokenOrigin(
                token.TryGetPayloadValue<long>(EndClaim, out var end) ? DateTimeOffset.FromUnixTimeSeconds(end) : null,
                parents.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            : new TokenOrigin(token.ValidTo > DateTime.MinValue ? new DateTimeOffset(token.ValidTo, TimeSpan.Zero) : null, []);
        return origin with { Scope = ScopeOf(token) };
    }

    private static TokenScope ScopeOf(JsonWebToken token)
    {
        var kind = token.TryGetPayloadValue<string>(ScopeClaim, out var words) ? TokenScope.WidestOf(words.Split(' ')) : null;
        // A claim that is there narrows, whatever it holds.
        var projects = token.TryGetPayloadValue<JsonElement>(ProjectsClaim, out var given)
            ? given.ValueKind == JsonValueKind.Array
                ? given.EnumerateArray().Where(project => project.ValueKind == JsonValueKind.String).Select(project => project.GetString()!).ToArray() : []
            : null;
        return new(kind ?? TokenScope.All, projects);
    }

    /// <summary>Whether a text can be a user name: it becomes a path segment.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= LongestName && name is not ("." or "..") && !name.Any(c => char.IsControl(c) || c is '/' or '\\' or '?' or '#');
}
