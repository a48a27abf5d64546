using System.Text.Json.Serialization;
using MlDash.Protocol;

namespace MlDash.Server.Documents;

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

    /// <summary>What that token is good for; null: see <see cref="TokenScope.Everything"/>.</summary>
    public TokenScope? Allowed { get; init; }

    /// <summary>What the device's token inherits.</summary>
    [JsonIgnore]
    public TokenOrigin Origin => new(IsoTime.TryParse(EndsAt, out var at) ? at : null, Parents) { Scope = Allowed ?? TokenScope.Everything };
}
