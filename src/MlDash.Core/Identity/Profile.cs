using System.Collections.Specialized;

namespace MlDash.Identity;

/// <summary>A login as users see it; never its token.</summary>
public sealed class Profile(string? userName, string server, string? name, string? email, string? id, DateTimeOffset? expiresAt)
{
    /// <summary>The user's name, which is that of their namespace too.</summary>
    public string? UserName { get; } = userName;

    /// <summary>Address of the server.</summary>
    public string Server { get; } = server;

    /// <summary>Full name.</summary>
    public string? Name { get; } = name;

    /// <summary>Mail address.</summary>
    public string? Email { get; } = email;

    /// <summary>The user's id.</summary>
    public string? Id { get; } = id;

    /// <summary>When the login ends; null: never.</summary>
    public DateTimeOffset? ExpiresAt { get; } = expiresAt;

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
