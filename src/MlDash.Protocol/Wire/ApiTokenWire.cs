using System.Text.Json.Serialization;

namespace MlDash.Protocol;

/// <summary>A token of the user, without its secret part.</summary>
public sealed record ApiTokenWire(string Jti, string Name, string CreatedAt, string? ExpiresAt, string? RevokedAt);

/// <summary>The tokens of the user.</summary>
public sealed record ApiTokenList(IReadOnlyList<ApiTokenWire> Tokens);

/// <summary>A new token; its text is shown this one time.</summary>
public sealed record ApiTokenCreated(ApiTokenWire Token, [property: JsonPropertyName("ml_dash_token")] string MlDashToken);
