using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using MlDash.Server.Http;

namespace MlDash.Server.Identity;

/// <summary>Turns <c>Authorization: Bearer …</c> into the request's user.</summary>
internal sealed class BearerAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, Tokens tokens, Users users)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "Bearer";
    private const string Prefix = "Bearer ";

    /// <summary>The token of a request, or null.</summary>
    public static string? TokenOf(HttpRequest request) =>
        request.Headers.Authorization.ToString() is { } header && header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            ? header[Prefix.Length..].Trim()
            : null;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (TokenOf(Request) is not { Length: > 0 } text)
            return AuthenticateResult.NoResult();
        if (await tokens.ValidateAsync(text, TakesDeviceTokens, Context.RequestAborted) is not { } claims)
            return AuthenticateResult.Fail("The token is invalid, expired or revoked.");
        await users.EnsureAsync(claims, Context.RequestAborted);
        Context.Features.Set(claims.Origin);
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, claims.Username)], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    private bool TakesDeviceTokens => Context.GetEndpoint()?.Metadata.GetMetadata<AcceptsDeviceToken>() is not null;

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = SchemeName;
        return ErrorBodies.WriteAsync(Context, ApiException.Unauthorized(
            TokenOf(Request) is null ? "This call needs 'Authorization: Bearer <token>'."
            : TakesDeviceTokens ? "This call needs the access token of a device login that was just approved. The token is another one, or is expired or revoked. Log in again."
            : "The token is invalid, expired or revoked. Log in again."));
    }
}

/// <summary>Marks the one endpoint that takes the access token of a device login, and no other.</summary>
internal sealed class AcceptsDeviceToken;
