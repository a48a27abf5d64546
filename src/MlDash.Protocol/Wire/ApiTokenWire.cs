using System.Text.Json.Serialization;

namespace MlDash.Protocol;

/// <summary>A token of the user, without its secret part.</summary>
public sealed record ApiTokenWire(string Jti, string Name, string CreatedAt, string? ExpiresAt, string? RevokedAt)
{
    /// <summary>What it is good for: <c>read</c>, <c>write</c>, <c>all</c> or <c>admin</c>; null from a server that does not have scopes.</summary>
    public string? Scope { get; init; }

    /// <summary>The projects that it is good for, as <c>namespace/project</c>; null: all.</summary>
    public IReadOnlyList<string>? Projects { get; init; }
}

/// <summary>The tokens of the user.</summary>
public sealed record ApiTokenList(IReadOnlyList<ApiTokenWire> Tokens);

/// <summary>A new token; its text is shown this one time.</summary>
public sealed record ApiTokenCreated(ApiTokenWire Token, [property: JsonPropertyName("ml_dash_token")] string MlDashToken);
