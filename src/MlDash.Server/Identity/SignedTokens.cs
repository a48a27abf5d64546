using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MlDash.Server.Identity;

/// <summary>What a token with a good signature says. It is so forever; whether it is accepted depends on the time and on the revoked ones.</summary>
/// <param name="Claims">Of its user; null when it names none.</param>
/// <param name="IsForExchange">Whether it is a device login's access token.</param>
/// <param name="NotBefore">When its life begins; null: at once.</param>
/// <param name="Expires">When its life ends; null: never.</param>
internal sealed record SignedToken(TokenIdentity? Claims, bool IsForExchange, DateTime? NotBefore, DateTime? Expires)
{
    private static readonly TimeSpan _mostSkew = TimeSpan.FromMinutes(5);

    public bool IsAlive(DateTimeOffset now) => !(now.UtcDateTime < NotBefore - _mostSkew) && !(now.UtcDateTime >= Expires);
}

/// <summary>
/// Signs, and checks signatures: HS256 over the server's secret, nothing else. What a text says never changes, so that each is checked once and remembered by
/// its hash; nothing that may change is remembered.
/// </summary>
internal sealed class SignedTokens(string secret)
{
    public const string ExchangeAudience = "ml-dash-exchange";

    private const int MostRemembered = 10_000;
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false, MapInboundClaims = false };
    private readonly SymmetricSecurityKey _key = new(Encoding.UTF8.GetBytes(secret));
    private readonly ConcurrentDictionary<string, SignedToken> _checked = new(StringComparer.Ordinal);

    /// <summary>What a token says; null when this server did not sign it.</summary>
    public async Task<SignedToken?> CheckAsync(string text)
    {
        // Tokens themselves are not kept in memory.
        var hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        if (_checked.TryGetValue(hash, out var known))
            return known;
        if (await ReadAsync(text) is not { } signed)
            return null;
        if (_checked.Count >= MostRemembered)
            _checked.Clear();
        _checked[hash] = signed;
        return signed;
    }

    public string Sign(Dictionary<string, object> claims) => _handler.CreateToken(new SecurityTokenDescriptor
    {
        Claims = claims,
        SigningCredentials = new SigningCredentials(_key, SecurityAlgorithms.HmacSha256),
    });

    private async Task<SignedToken?> ReadAsync(string text)
    {
        var (begin, end) = ((DateTime?)null, (DateTime?)null);
        var result = await _handler.ValidateTokenAsync(text, new TokenValidationParameters
        {
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            IssuerSigningKey = _key,
            RequireSignedTokens = true,
            // The public service's tokens are permanent.
            RequireExpirationTime = false,
            ValidateLifetime = true,
            LifetimeValidator = (notBefore, expires, _, _) =>
            {
                // Asked at each use, see IsAlive.
                (begin, end) = (notBefore, expires);
                return true;
            },
            ValidateIssuer = false,
            ValidateAudience = false,
        });
        if (!result.IsValid || result.SecurityToken is not JsonWebToken token)
            return null;
        // RFC 7515, section 4.1.11: who does not know a header that 'crit' names refuses the token. This server knows none.
        return token.TryGetHeaderValue<object>("crit", out _) ? null
            : new SignedToken(TokenIdentity.Of(token), token.Audiences.Contains(ExchangeAudience), begin, end);
    }
}
