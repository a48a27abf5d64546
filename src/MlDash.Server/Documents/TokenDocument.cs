namespace MlDash.Server.Documents;

/// <summary>A token that the server signed, by its <c>jti</c>; kept after revocation.</summary>
internal sealed record TokenDocument(string Jti, string Username, string Name, string CreatedAt, string? ExpiresAt, string? RevokedAt)
{
    /// <summary>See <see cref="TokenOrigin.Parents"/>: it is worth nothing once one of them is revoked.</summary>
    public IReadOnlyList<string> Parents { get; init; } = [];

    /// <summary>What it is good for; null: see <see cref="TokenScope.Everything"/>.</summary>
    public TokenScope? Scope { get; init; }
}
