namespace MlDash.Server.Settings;

/// <summary>A provider of OpenID Connect that users of the page sign in with.</summary>
/// <param name="Authority">Its address, below which <c>.well-known/openid-configuration</c> lies.</param>
/// <param name="ClientId">What it knows this server by.</param>
/// <param name="ClientSecret">What this server proves that with.</param>
/// <param name="UserClaim">The claim that is the name of the user here.</param>
internal sealed record OidcSettings(Uri Authority, string ClientId, string ClientSecret, string UserClaim)
{
    /// <summary>Reads them; null when none is set.</summary>
    /// <exception cref="SettingsException">They are not complete, or the address cannot be used.</exception>
    public static OidcSettings? Read(SettingsReader read)
    {
        var (authority, id, secret) = (read.Text("OIDC_AUTHORITY"), read.Text("OIDC_CLIENT_ID"), read.Text("OIDC_CLIENT_SECRET"));
        if (authority is null && id is null && secret is null)
            return null;
        if (authority is null || id is null || secret is null)
            throw new SettingsException("OIDC_AUTHORITY, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET go together; not all of them are set.");
        // Without TLS, whoever is between this server and the provider could be any user.
        if (!Uri.TryCreate(authority, UriKind.Absolute, out var address)
            || !(address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)))
            throw new SettingsException($"OIDC_AUTHORITY must be an address such as https://id.example.org; found '{authority}'.");
        return new(address, id, secret, read.Text("OIDC_USER_CLAIM") ?? "preferred_username");
    }
}
