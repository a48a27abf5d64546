using System.Collections.Specialized;
using System.Text.Json;
using MlDash.Json;

namespace MlDash.Identity;

/// <summary>What a token says of its user. It is read, not verified: only the server can do that.</summary>
/// <param name="UserName">The user's name, which is that of their namespace too.</param>
/// <param name="UserId">The user's id.</param>
/// <param name="Email">Mail address.</param>
/// <param name="Name">Full name.</param>
/// <param name="ExpiresAt">When the token ends; null: never.</param>
public sealed record TokenClaims(string? UserName, string? UserId, string? Email, string? Name, DateTimeOffset? ExpiresAt)
{
    /// <summary>The claims of a token; null when it is no JSON Web Token.</summary>
    public static TokenClaims? Read(string token)
    {
        if (token.Split('.') is not [_, var payload, _])
            return null;
        try
        {
            var padded = payload.Replace('-', '+').Replace('_', '/').PadRight((payload.Length + 3) / 4 * 4, '=');
            if (JsonValues.Parse(Convert.FromBase64String(padded)) is not OrderedDictionary claims)
                return null;
            return new TokenClaims(
                claims["username"] as string ?? claims["userName"] as string,
                claims["sub"] as string ?? claims["userId"] as string,
                claims["email"] as string,
                claims["name"] as string,
                claims["exp"] is long seconds and >= 0 and < 253402300800 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null);
        }
        catch (Exception fault) when (fault is FormatException or JsonException)
        {
            return null;
        }
    }
}
