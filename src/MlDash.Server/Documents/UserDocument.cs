namespace MlDash.Server.Documents;

/// <summary>A user, made at first use.</summary>
internal sealed record UserDocument(
    string Id, string Username, string? Email, string? Name, string? GivenName, string? FamilyName, string? Picture, string CreatedAt);
