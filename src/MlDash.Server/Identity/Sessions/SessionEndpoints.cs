using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Cors;
using MlDash.Protocol;
using MlDash.Server.Documents;
using MlDash.Server.Http;
using MlDash.Server.Settings;

namespace MlDash.Server.Identity.Sessions;

/// <summary>Signing in and out on the page.</summary>
internal static class SessionEndpoints
{
    /// <summary>The header that carries <see cref="OpenSession.Csrf"/>.</summary>
    public const string CsrfHeader = "X-MlDash-Csrf";

    private const string SignsIn = "A session is good for no more than the token that it begins with.";
    private const int SmallBody = 64 * 1024;
    private const int PollSeconds = 3;
    private const string ClientId = "the page in a browser";

    public static void MapSessions(this IEndpointRouteBuilder app)
    {
        // The answers are for the page alone: another site may not even ask whether it could.
        var group = app.MapGroup("/session").ExcludeFromDescription().WithMetadata(new DisableCorsAttribute(), new AcceptsSession());
        group.MapPost("/token", TokenAsync).AllowAnonymous().WithEveryScope(SignsIn);
        group.MapPost("/device", DeviceAsync).AllowAnonymous().WithEveryScope(SignsIn);
        group.MapPost("/device/poll", PollAsync).AllowAnonymous().WithEveryScope(SignsIn);
        group.MapGet("/oidc", ProviderAsync).AllowAnonymous();
        group.MapPost("/end", EndAsync).WithEveryScope("It only ends the very session.");
        group.MapPost("/end-all", EndAllAsync);
    }

    /// <summary>The ways to sign in on a server.</summary>
    public static IReadOnlyList<string> WaysOf(ServerSettings settings, IHostEnvironment environment) =>
    [
        .. settings.Oidc is null ? Array.Empty<string>() : ["oidc"],
        "device", "token",
        // In Development anybody can sign any token; a name is as good.
        .. environment.IsDevelopment() ? ["name"] : Array.Empty<string>(),
    ];

    /// <summary>Signs in with a token of the API.</summary>
    private static async Task<IResult> TokenAsync(
        HttpContext context, IHostEnvironment environment, Tokens tokens, Users users, CancellationToken cancellationToken)
    {
        var body = await OfPageAsync(context.Request);
        if (environment.IsDevelopment() && body.Text("username") is { } name)
        {
            return TokenIdentity.IsName(name) ? await SignInAsync(context, name, TokenOrigin.None)
                : throw ApiException.Malformed("A user name is 1 to 128 characters without '/', '\\', '?', '#' and control characters.");
        }
        var claims = await tokens.ValidateAsync(body.RequiredText("token").Trim(), forExchange: false, cancellationToken)
            ?? throw ApiException.Unauthorized("The token is invalid, expired or revoked.");
        await users.EnsureAsync(claims, cancellationToken);
        return await SignInAsync(context, claims.Username, claims.Origin);
    }

    /// <summary>Begins a login that another device, or a signed-in browser, approves. The page only gets the code; the secret is in a cookie.</summary>
    private static async Task<IResult> DeviceAsync(
        HttpContext context, DeviceLogins logins, SessionCookies cookies, ServerSettings settings, CancellationToken cancellationToken)
    {
        await OfPageAsync(context.Request);
        var secret = PageSessions.NewSecret();
        var login = await logins.StartAsync(PageSessions.HashOf(secret), ClientId, "", cancellationToken);
        cookies.GiveDevice(context, secret);
        var page = DeviceEndpoints.PageOf(context.Request, settings);
        return Results.Json(new DeviceShown(login.UserCode, page, (int)DeviceLogins.Life.TotalSeconds, PollSeconds), SessionJson.Default.DeviceShown);
    }

    /// <summary>Signs in when the login was approved: 204; 202 while nobody has decided.</summary>
    private static async Task<IResult> PollAsync(HttpContext context, DeviceLogins logins, SessionCookies cookies, CancellationToken cancellationToken)
    {
        await OfPageAsync(context.Request);
        var secret = cookies.Device(context) ?? throw ApiException.NotFound("login under way");
        var (login, error) = await logins.PollAsync(PageSessions.HashOf(secret), cancellationToken);
        if (login is null && error is DeviceErrors.Pending or DeviceErrors.SlowDown)
            return Results.StatusCode(StatusCodes.Status202Accepted);
        cookies.TakeDevice(context);
        return login is not null ? await SignInAsync(context, login.Username!, login.Origin)
            : throw ApiException.Unauthorized(error == DeviceErrors.Denied ? "The login was refused." : "The code has expired. Get another one.");
    }

    /// <summary>Goes to the provider, which leads back to where the page was.</summary>
    private static IResult ProviderAsync(HttpContext context, ServerSettings settings) => settings.Oidc is null
        ? throw ApiException.NotFound("provider to sign in with")
        : Results.Challenge(new AuthenticationProperties { RedirectUri = PlaceOf(context) }, [ProviderSignIn.SchemeName]);

    private static async Task<IResult> EndAsync(HttpContext context, Caller _)
    {
        RequireProof(context);
        await context.SignOutAsync(SessionAuthentication.SchemeName);
        return Results.NoContent();
    }

    /// <summary>Ends all sessions of the user, in whichever browser. Tokens of the API are not touched.</summary>
    private static async Task<IResult> EndAllAsync(HttpContext context, Caller caller, PageSessions sessions, CancellationToken cancellationToken)
    {
        RequireProof(context);
        caller.RequireAccount();
        await sessions.EndAllAsync(caller.Username, cancellationToken);
        await context.SignOutAsync(SessionAuthentication.SchemeName);
        return Results.NoContent();
    }

    private static async Task<IResult> SignInAsync(HttpContext context, string username, TokenOrigin origin)
    {
        context.Features.Set(origin);
        var user = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, username)], SessionAuthentication.SchemeName));
        await context.SignInAsync(SessionAuthentication.SchemeName, user);
        return Results.NoContent();
    }

    // A form of another site cannot have this type, and a script of it may not send it. So nobody is signed in as somebody else without knowing.
    private static Task<IReadOnlyDictionary<string, RawJson>> OfPageAsync(HttpRequest request) => request.HasJsonContentType()
        ? request.ReadObjectAsync(SmallBody)
        : throw new ApiException(StatusCodes.Status415UnsupportedMediaType, WireErrors.UnsupportedMediaType, "The body must be application/json.");

    private static void RequireProof(HttpContext context)
    {
        if (context.Features.Get<OpenSession>()?.Proves(context.Request.Headers[CsrfHeader]) != true)
            throw ApiException.Forbidden($"The request does not come from the page: '{CsrfHeader}' is missing or wrong.");
    }

    // Only a place on this server: an address elsewhere could look like this page.
    private static string PlaceOf(HttpContext context)
    {
        var place = context.Request.Query["return"].ToString();
        return place.StartsWith('/') && !place.StartsWith("//", StringComparison.Ordinal) && !place.Any(c => c == '\\' || char.IsControl(c))
            ? place : context.Request.PathBase + "/";
    }
}
