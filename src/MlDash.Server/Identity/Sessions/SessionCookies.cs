using MlDash.Server.Settings;

namespace MlDash.Server.Identity.Sessions;

/// <summary>
/// The cookies of the page. No script reads them. They are sent with navigations from other sites but with no other request of these: signing in with a
/// provider ends with such a navigation, and a link to the page in a message should show the page.
/// </summary>
internal sealed class SessionCookies(ServerIdentity server, ServerSettings settings)
{
    private const int IdLetters = 8;

    /// <summary>The secret of the session of a request, or null.</summary>
    public string? Session(HttpContext context) => context.Request.Cookies[NameOf(context, "session")];

    /// <summary>Gives the browser a session.</summary>
    public void GiveSession(HttpContext context, string secret) => Give(context, "session", secret, settings.SessionLife);

    /// <summary>Takes the session from the browser.</summary>
    public void TakeSession(HttpContext context) => Take(context, "session");

    /// <summary>The secret of the device login that the page of a request has begun, or null.</summary>
    public string? Device(HttpContext context) => context.Request.Cookies[NameOf(context, "device")];

    /// <summary>Gives the browser the secret of a device login.</summary>
    public void GiveDevice(HttpContext context, string secret) => Give(context, "device", secret, DeviceLogins.Life);

    /// <summary>Takes the secret of a device login from the browser.</summary>
    public void TakeDevice(HttpContext context) => Take(context, "device");

    /// <summary>
    /// Whether the browser speaks TLS with this server, or with the proxy in front of it that the settings name. A header is not asked: anybody can send it.
    /// </summary>
    public bool IsSecure(HttpContext context) =>
        context.Request.IsHttps || settings.PublicUrl?.StartsWith("https:", StringComparison.OrdinalIgnoreCase) == true;

    private void Give(HttpContext context, string what, string secret, TimeSpan life) =>
        context.Response.Cookies.Append(NameOf(context, what), secret, OptionsOf(context, life));

    private void Take(HttpContext context, string what) => context.Response.Cookies.Delete(NameOf(context, what), OptionsOf(context, life: null));

    // Cookies do not know ports: the id keeps those of two servers on one machine apart. With the prefix, no other host and nothing without TLS can set it.
    private string NameOf(HttpContext context, string what) => $"{(IsSecure(context) ? "__Host-" : "")}mldash-{what}-{server.Id[..IdLetters]}";

    private CookieOptions OptionsOf(HttpContext context, TimeSpan? life) => new()
    {
        HttpOnly = true,
        IsEssential = true,
        MaxAge = life,
        Path = "/",
        SameSite = SameSiteMode.Lax,
        Secure = IsSecure(context),
    };
}
