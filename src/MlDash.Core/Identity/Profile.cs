using System.Collections.Specialized;

namespace MlDash.Identity;

/// <summary>A login as users see it; never its token.</summary>
/// <param name="UserName">The user's name, which is that of their namespace too.</param>
/// <param name="Server">Address of the server.</param>
/// <param name="Name">Full name.</param>
/// <param name="Email">Mail address.</param>
/// <param name="Id">The user's id.</param>
/// <param name="ExpiresAt">When the login ends; null: never.</param>
public sealed record Profile(string? UserName, string Server, string? Name, string? Email, string? Id, DateTimeOffset? ExpiresAt)
{
    /// <summary>A login as the server sees it.</summary>
    /// <param name="server">The server.</param>
    /// <param name="user">What it says of the user.</param>
    /// <param name="token">The token, which knows when it ends.</param>
    public static Profile OfServer(Uri server, OrderedDictionary user, string token) => new(
        user["username"] as string,
        server.AbsoluteUri,
        user["name"] as string,
        user["email"] as string,
        user["id"] as string,
        TokenClaims.Read(token)?.ExpiresAt);

    /// <summary>A login as its token has it.</summary>
    public static Profile OfToken(Uri server, string token)
    {
        var claims = TokenClaims.Read(token);
        return new(claims?.UserName, server.AbsoluteUri, claims?.Name, claims?.Email, claims?.UserId, claims?.ExpiresAt);
    }
}
