using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using MlDash.Server.Documents;
using MlDash.Server.Http;

namespace MlDash.Server.Identity.Sessions;

/// <summary>
/// Turns the cookie of the page into the request's user, at the endpoints that take it; the calls of the API do not, so that no other site can make them
/// with a user's cookie.
/// </summary>
internal sealed class SessionAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, PageSessions sessions, SessionCookies cookies,
    Users users)
    : SignInAuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "Session";

    /// <summary>The scheme for a request that may come with a cookie and has no token; null: the usual one.</summary>
    public static string? SchemeOf(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<AcceptsSession>() is not null && BearerAuthentication.TokenOf(context.Request) is null
            ? SchemeName : null;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (cookies.Session(Context) is not { Length: > 0 } secret)
            return AuthenticateResult.NoResult();
        if (await sessions.FindAsync(secret, Context.RequestAborted) is not { } session)
            return AuthenticateResult.Fail("The session has ended.");
        Context.Features.Set(session);
        Context.Features.Set(session.Document.Origin);
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, session.Document.Username)], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    protected override async Task HandleSignInAsync(ClaimsPrincipal user, AuthenticationProperties? properties)
    {
        var name = user.FindFirstValue(ClaimTypes.NameIdentifier)!;
        await users.EnsureAsync(TokenIdentity.OfName(name), Context.RequestAborted);
        await EndAsync();
        var origin = Context.Features.Get<TokenOrigin>() ?? TokenOrigin.None;
        cookies.GiveSession(Context, await sessions.BeginAsync(name, origin, Context.RequestAborted));
    }

    protected override async Task HandleSignOutAsync(AuthenticationProperties? properties)
    {
        await EndAsync();
        cookies.TakeSession(Context);
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        ErrorBodies.WriteAsync(Context, ApiException.Unauthorized("Nobody is signed in. Sign in on the page."));

    // Also before another one begins, so that a browser has one session at a time.
    private Task EndAsync() => cookies.Session(Context) is { Length: > 0 } secret ? sessions.EndAsync(secret, Context.RequestAborted) : Task.CompletedTask;
}

/// <summary>Marks the endpoints of the page, which take its cookie in place of a token.</summary>
internal sealed class AcceptsSession;
