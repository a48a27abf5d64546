using System.Text.Json.Serialization;
using MlDash.Protocol;

namespace MlDash.Server.Documents;

/// <summary>A session of the page, by the hash of the secret in its cookie.</summary>
/// <param name="SecretHash">SHA-256 of the secret: whoever reads the store cannot take the session over.</param>
/// <param name="Username">Who is signed in.</param>
/// <param name="CreatedAt">When it began.</param>
/// <param name="ExpiresAt">When it ends unless it is used before.</param>
/// <param name="LastsUntil">When it ends however much it is used.</param>
internal sealed record SessionDocument(string SecretHash, string Username, string CreatedAt, string ExpiresAt, string LastsUntil)
{
    /// <summary>When the token that it was begun with ends; null for one that does not, or for none.</summary>
    public string? TokenEndsAt { get; init; }

    /// <summary>That token and those it was made with.</summary>
    public IReadOnlyList<string> Parents { get; init; } = [];

    /// <summary>What that token is good for; null: see <see cref="TokenScope.Everything"/>.</summary>
    public TokenScope? Allowed { get; init; }

    /// <summary>What tokens that are made in this session inherit: they outlive the session, but not the token that it was begun with.</summary>
    [JsonIgnore]
    public TokenOrigin Origin => new(IsoTime.TryParse(TokenEndsAt, out var at) ? at : null, Parents) { Scope = Allowed ?? TokenScope.Everything };
}
