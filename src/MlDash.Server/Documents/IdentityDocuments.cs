using System.Text.Json.Serialization;
using MlDash.Protocol;

namespace MlDash.Server.Documents;

/// <summary>A user, made at first use.</summary>
internal sealed record UserDocument(
    string Id, string Username, string? Email, string? Name, string? GivenName, string? FamilyName, string? Picture, string CreatedAt);

/// <summary>A namespace. The user of the same name owns it; members are the others, by user name.</summary>
internal sealed record NamespaceDocument(string Id, string Slug, string CreatedAt, IReadOnlyDictionary<string, string> Members)
{
    /// <summary>What the user may do here; null for one who may not know of it.</summary>
    public Role? RoleOf(string username) =>
        username == Slug ? Role.Owner
        : Members.TryGetValue(username, out var role) ? Enum.Parse<Role>(role, ignoreCase: true)
        : null;
}

/// <summary>What a member may do; each includes the ones before it.</summary>
internal enum Role
{
    /// <summary>Reads.</summary>
    Viewer,

    /// <summary>Reads and writes.</summary>
    Editor,

    /// <summary>Also deletes projects and changes the members.</summary>
    Owner,
}

/// <summary>A token that the server signed, by its <c>jti</c>; kept after revocation.</summary>
internal sealed record TokenDocument(string Jti, string Username, string Name, string CreatedAt, string? ExpiresAt, string? RevokedAt)
{
    /// <summary>See <see cref="TokenOrigin.Parents"/>: it is worth nothing once one of them is revoked.</summary>
    public IReadOnlyList<string> Parents { get; init; } = [];
}

/// <summary>A device login under way, by the hash of the device's secret.</summary>
internal sealed record DeviceLoginDocument(
    string SecretHash, string UserCode, string ClientId, string Scope, string ExpiresAt, string? Username, bool Denied, string? PolledAt)
{
    /// <summary>Whether the device has got its token: a login is collected once.</summary>
    public bool Collected { get; init; }

    /// <summary>When the token that approved it ends; what the device gets ends no later.</summary>
    public string? EndsAt { get; init; }

    /// <summary>The token that approved it and those it was made with.</summary>
    public IReadOnlyList<string> Parents { get; init; } = [];

    /// <summary>What the device's token inherits.</summary>
    [JsonIgnore]
    public TokenOrigin Origin => new(IsoTime.TryParse(EndsAt, out var at) ? at : null, Parents);
}
