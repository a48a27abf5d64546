using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Cors;
using Microsoft.AspNetCore.Http.Metadata;
using MlDash.Server.Documents;

namespace MlDash.Server.Identity.Sessions;

/// <summary>The page where a person approves a device: plain HTML, no script. Whoever is signed in on the page needs no token here.</summary>
internal static class VerificationPage
{
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    public static void MapVerificationPage(this IEndpointRouteBuilder app)
    {
        var page = app.MapGroup("/device/verification").AllowAnonymous().ExcludeFromDescription()
            .WithMetadata(new DisableCorsAttribute(), new AcceptsSession())
            .WithEveryScope("A device is good for no more than the token that approves it.");
        page.MapGet("", Show);
        // The form carries a token itself, or what only the form of the session has: no other site has either.
        page.MapPost("", DecideAsync).DisableAntiforgery().WithMetadata(new FormSizedBody());
    }

    private static IResult Show(HttpContext context, IHostEnvironment environment) =>
        Page(context, Form(context, context.Request.Query["code"].ToString(), "", environment.IsDevelopment()));

    private static async Task<IResult> DecideAsync(
        HttpContext context, IHostEnvironment environment, DeviceLogins logins, Tokens tokens, Users users, CancellationToken cancellationToken)
    {
        var form = await context.Request.ReadFormAsync(cancellationToken);
        var code = form["code"].ToString();
        var (username, origin) = await UserOfAsync(context, form, environment, tokens, users, cancellationToken);
        if (username is null)
        {
            var problem = "That token is invalid, expired or revoked, or you have signed out.";
            return Page(context, Form(context, code, problem, environment.IsDevelopment()), StatusCodes.Status401Unauthorized);
        }
        var approved = form["decision"] == "approve";
        return await logins.CompleteAsync(code, approved ? username : null, origin, cancellationToken)
            ? Page(context, approved ? "<p>The device is logged in. You can close this page.</p>" : "<p>The device was refused.</p>")
            : Page(context, Form(context, code, "No device is waiting with that code.", environment.IsDevelopment()), StatusCodes.Status404NotFound);
    }

    private static async Task<(string? Username, TokenOrigin Origin)> UserOfAsync(
        HttpContext context, IFormCollection form, IHostEnvironment environment, Tokens tokens, Users users, CancellationToken cancellationToken)
    {
        // In Development anybody can sign any token; a name is as good.
        if (environment.IsDevelopment() && form["username"].ToString() is { Length: > 0 } name && TokenIdentity.IsName(name))
        {
            await users.EnsureAsync(TokenIdentity.OfName(name), cancellationToken);
            return (name, TokenOrigin.None);
        }
        if (form["token"].ToString().Trim() is { Length: > 0 } token)
        {
            if (await tokens.ValidateAsync(token, forExchange: false, cancellationToken) is not { } claims)
                return (null, TokenOrigin.None);
            await users.EnsureAsync(claims, cancellationToken);
            return (claims.Username, claims.Origin);
        }
        return context.Features.Get<OpenSession>() is { } session && session.Proves(form["csrf"])
            ? (session.Document.Username, session.Document.Origin) : (null, TokenOrigin.None);
    }

    private static string Form(HttpContext context, string code, string problem, bool isDevelopment)
    {
        var session = context.Features.Get<OpenSession>();
        var who = session is not null
            ? $"""
              <p>You are signed in as <strong>{Encode(session.Document.Username)}</strong>, and so will be the device.
              Approve only a login that you have begun yourself, on a device that shows this code.</p>
              <input type="hidden" name="csrf" value="{session.Csrf}">
              """
            : $"""
              <p><label>A token of yours <input name="token" type="password" autocomplete="off"></label></p>
              {(isDevelopment ? "<p><label>or, on this development server, a user name <input name=\"username\"></label></p>" : "")}
              """;
        return $"""
            <p>Type the code that the device shows{(session is null ? ", and prove who you are" : "")}.</p>
            {(problem.Length > 0 ? $"<p role=\"alert\">{Encode(problem)}</p>" : "")}
            <form method="post">
              <p><label>Code <input name="code" value="{Encode(code)}" autocomplete="off" required></label></p>
              {who}
              <p><button name="decision" value="approve">Log the device in</button> <button name="decision" value="deny">Refuse</button></p>
            </form>
            """;
    }

    private static IResult Page(HttpContext context, string content, int status = StatusCodes.Status200OK)
    {
        context.Response.Headers.ContentSecurityPolicy = Policy;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        return Results.Content($$"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>MlDash: log a device in</title>
            <style>body { font-family: sans-serif; max-width: 32em; margin: 4em auto }</style></head>
            <body><h1>Log a device in</h1>{{content}}</body></html>
            """, "text/html; charset=utf-8", statusCode: status);
    }

    private sealed class FormSizedBody : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => 16 * 1024;
    }

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
