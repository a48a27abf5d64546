using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using MlDash.Protocol;
using MlDash.Server.Hosting;
using MlDash.Server.Stores;

namespace MlDash.Server.Identity;

/// <summary>Signs and checks tokens: HS256 over the server's secret, nothing else.</summary>
internal sealed class Tokens(ServerSettings settings, StoreCollections stores, Snowflake ids, TimeProvider clock)
{
    private const string ExchangeAudience = "ml-dash-exchange";
    private static readonly TimeSpan _deviceTokenLife = TimeSpan.FromMinutes(15);
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false, MapInboundClaims = false };
    private readonly SymmetricSecurityKey _key = new(Encoding.UTF8.GetBytes(settings.JwtSecret));

    /// <summary>The claims of a token that is valid now, or null.</summary>
    /// <param name="text">The token.</param>
    /// <param name="forExchange">Whether a device login's access token is welcome, which is good for nothing else.</param>
    /// <param name="cancel">Ends the look-up.</param>
    public async Task<TokenClaims?> ValidateAsync(string text, bool forExchange, CancellationToken cancel)
    {
        var result = await _handler.ValidateTokenAsync(text, new TokenValidationParameters
        {
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            IssuerSigningKey = _key,
            RequireSignedTokens = true,
            // The public service's tokens are permanent.
            RequireExpirationTime = false,
            ValidateLifetime = true,
            LifetimeValidator = (notBefore, expires, _, _) => IsAlive(notBefore, expires),
            ValidateIssuer = false,
            ValidateAudience = false,
        });
        if (!result.IsValid || result.SecurityToken is not JsonWebToken token || TokenClaims.Of(token) is not { } claims)
            return null;
        // RFC 7515, section 4.1.11: who does not know a header that 'crit' names refuses the token. This server knows none.
        if (token.TryGetHeaderValue<object>("crit", out _))
            return null;
        if (token.Audiences.Contains(ExchangeAudience) && !forExchange)
            return null;
        if (claims.Jti is { } jti && await stores.Tokens.GetAsync(jti, cancel) is { RevokedAt: not null })
            return null;
        return claims;
    }

    /// <summary>The short-lived token that a device trades for a real one.</summary>
    public string IssueForExchange(string username)
    {
        var now = clock.GetUtcNow();
        return Sign(new Dictionary<string, object>
        {
            ["username"] = username,
            ["aud"] = ExchangeAudience,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + _deviceTokenLife).ToUnixTimeSeconds(),
        });
    }

    /// <summary>A token for the API, listed under the user's tokens.</summary>
    public async Task<(TokenDocument Token, string Text)> IssueAsync(UserDocument user, string name, TimeSpan? life, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        DateTimeOffset? expires = (life ?? settings.JwtExpiration) is { } span ? now + span : null;
        var token = new TokenDocument(ids.Next(), user.Username, name, UtcText.Of(now), expires is { } at ? UtcText.Of(at) : null, RevokedAt: null);
        await stores.Tokens.InsertAsync(token, cancel);
        var claims = new Dictionary<string, object> { ["sub"] = user.Id, ["username"] = user.Username, ["iat"] = now.ToUnixTimeSeconds(), ["jti"] = token.Jti };
        Add("email", user.Email);
        Add("name", user.Name);
        Add("given_name", user.GivenName);
        Add("family_name", user.FamilyName);
        if (expires is { } end)
            claims["exp"] = end.ToUnixTimeSeconds();
        return (token, Sign(claims));

        void Add(string claim, string? value)
        {
            if (value is not null)
                claims[claim] = value;
        }
    }

    private bool IsAlive(DateTime? notBefore, DateTime? expires)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return (notBefore is null || now >= notBefore - TimeSpan.FromMinutes(5)) && (expires is null || now < expires);
    }

    private string Sign(Dictionary<string, object> claims) => _handler.CreateToken(new SecurityTokenDescriptor
    {
        Claims = claims,
        SigningCredentials = new SigningCredentials(_key, SecurityAlgorithms.HmacSha256),
    });
}

/// <summary>What a token says of its user, whichever form it has.</summary>
internal sealed record TokenClaims(
    string Username, string? Email, string? Name, string? GivenName, string? FamilyName, string? Picture, string? Jti)
{
    private const int LongestName = 128;

    public static TokenClaims? Of(JsonWebToken token)
    {
        // The older SDK says userName, everybody else username.
        var username = Text("username") ?? Text("userName");
        return username is not null && IsName(username)
            ? new(username, Text("email"), Text("name"), Text("given_name"), Text("family_name"), Text("picture"), Text("jti"))
            : null;

        string? Text(string claim) => token.TryGetPayloadValue<string>(claim, out var value) && value.Length > 0 ? value : null;
    }

    /// <summary>Whether a text can be a user name: it becomes a path segment.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= LongestName && name is not ("." or "..") && !name.Any(c => char.IsControl(c) || c is '/' or '\\' or '?' or '#');
}
