using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using MlDash.Server.Settings;

namespace MlDash.Server.Identity.Sessions;

/// <summary>Signing in with a provider of OpenID Connect: authorization code with PKCE. Nothing of the provider's tokens is kept.</summary>
internal static partial class ProviderSignIn
{
    public const string SchemeName = "Provider";

    /// <summary>What the provider leads back to.</summary>
    public const string CallbackPath = "/session/oidc/callback";

    /// <summary>What the page is opened with when signing in has failed.</summary>
    public const string FailedQuery = "?signin=failed";

    private const string EmailClaim = "email";
    private const string VerifiedClaim = "email_verified";

    public static void AddProvider(this IServiceCollection services, ServerSettings settings)
    {
        if (settings.Oidc is not { } provider)
            return;
        // What is under way at the provider is in the browser, so that any server can complete it; all of them have this secret.
        services.AddSingleton<IDataProtectionProvider>(new SecretProtection(settings.JwtSecret));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<OpenIdConnectOptions>, OpenIdConnectPostConfigureOptions>());
        services.AddOptions<OpenIdConnectOptions>(SchemeName)
            .Configure<SessionCookies>((options, cookies) => Set(options, provider, settings, cookies)).ValidateOnStart();
        services.Configure<AuthenticationOptions>(options => options.AddScheme<OpenIdConnectHandler>(SchemeName, displayName: null));
    }

    private static void Set(OpenIdConnectOptions options, OidcSettings provider, ServerSettings settings, SessionCookies cookies)
    {
        options.Authority = provider.Authority.AbsoluteUri;
        options.RequireHttpsMetadata = !provider.Authority.IsLoopback;
        options.ClientId = provider.ClientId;
        options.ClientSecret = provider.ClientSecret;
        options.SignInScheme = SessionAuthentication.SchemeName;
        options.CallbackPath = CallbackPath;
        options.ResponseType = OpenIdConnectResponseType.Code;
        // Comes back as a navigation, with which cookies are sent that other requests of other sites do not get.
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.UsePkce = true;
        options.SaveTokens = false;
        options.MapInboundClaims = false;
        options.DisableTelemetry = true;
        options.GetClaimsFromUserInfoEndpoint = true;
        foreach (var claim in (string[])[provider.UserClaim, VerifiedClaim])
            options.ClaimActions.MapUniqueJsonKey(claim, claim);
        if (provider.UserClaim == EmailClaim)
            options.Scope.Add(EmailClaim);
        foreach (var cookie in (CookieBuilder[])[options.CorrelationCookie, options.NonceCookie])
        {
            cookie.SameSite = SameSiteMode.Lax;
            cookie.SecurePolicy = settings.PublicUrl?.StartsWith("https:", StringComparison.OrdinalIgnoreCase) == true
                ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        }
        options.Events = new()
        {
            OnRedirectToIdentityProvider = redirect =>
            {
                var request = redirect.Request;
                var scheme = cookies.IsSecure(redirect.HttpContext) ? Uri.UriSchemeHttps : request.Scheme;
                redirect.ProtocolMessage.RedirectUri = $"{settings.PublicUrl ?? $"{scheme}://{request.Host}{request.PathBase}"}{CallbackPath}";
                return Task.CompletedTask;
            },
            OnTicketReceived = received => ReceiveAsync(received, provider),
            OnRemoteFailure = failure =>
            {
                Refuse(failure, failure.Failure?.Message ?? "no reason was given");
                return Task.CompletedTask;
            },
        };
    }

    private static Task ReceiveAsync(TicketReceivedContext received, OidcSettings provider)
    {
        var name = received.Principal?.FindFirstValue(provider.UserClaim);
        if (name is null || !TokenIdentity.IsName(name))
            Refuse(received, $"the claim '{provider.UserClaim}' is missing or cannot be a user name");
        else if (provider.UserClaim == EmailClaim && received.Principal?.FindFirstValue(VerifiedClaim) is not "true" and not "True")
            Refuse(received, "the provider has not verified the address");
        else
            received.Principal = new(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, name)], SchemeName));
        return Task.CompletedTask;
    }

    private static void Refuse(HandleRequestContext<RemoteAuthenticationOptions> context, string reason)
    {
        LogRefused(context.HttpContext.RequestServices.GetRequiredService<ILogger<SessionAuthentication>>(), reason);
        context.Response.Redirect($"{context.Request.PathBase}/{FailedQuery}");
        context.HandleResponse();
    }

    [LoggerMessage(Level = LogSeverity.Warning, Message = "Signing in with the provider failed: {Reason}")]
    private static partial void LogRefused(ILogger logger, string reason);
}
