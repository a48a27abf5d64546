using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http.Metadata;
using MlDash.Server.Documents;

namespace MlDash.Server.Identity;

/// <summary>The page where a person approves a device: plain HTML, no script, no cookie.</summary>
internal static class VerificationPage
{
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    public static void MapVerificationPage(this IEndpointRouteBuilder app)
    {
        app.MapGet("/device/verification", Show).AllowAnonymous().ExcludeFromDescription();
        // The form carries the token itself, so there is no session that another site could use.
        app.MapPost("/device/verification", DecideAsync).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription().WithMetadata(new FormSizedBody());
    }

    private static IResult Show(HttpContext context, IHostEnvironment environment) =>
        Page(context, Form(context.Request.Query["code"].ToString(), "", environment.IsDevelopment()));

    private static async Task<IResult> DecideAsync(
        HttpContext context, IHostEnvironment environment, DeviceLogins logins, Tokens tokens, Users users, CancellationToken cancellationToken)
    {
        var form = await context.Request.ReadFormAsync(cancellationToken);
        var code = form["code"].ToString();
        var (username, origin) = await UserOfAsync(form, environment, tokens, users, cancellationToken);
        if (username is null)
            return Page(context, Form(code, "That token is invalid, expired or revoked.", environment.IsDevelopment()), StatusCodes.Status401Unauthorized);
        var approved = form["decision"] == "approve";
        return await logins.CompleteAsync(code, approved ? username : null, origin, cancellationToken)
            ? Page(context, approved ? "<p>The device is logged in. You can close this page.</p>" : "<p>The device was refused.</p>")
            : Page(context, Form(code, "No device is waiting with that code.", environment.IsDevelopment()), StatusCodes.Status404NotFound);
    }

    private static async Task<(string? Username, TokenOrigin Origin)> UserOfAsync(
        IFormCollection form, IHostEnvironment environment, Tokens tokens, Users users, CancellationToken cancellationToken)
    {
        // In Development anybody can sign any token; a name is as good.
        if (environment.IsDevelopment() && form["username"].ToString() is { Length: > 0 } name && TokenIdentity.IsName(name))
        {
            await users.EnsureAsync(new TokenIdentity(name, null, null, null, null, null, null), cancellationToken);
            return (name, TokenOrigin.None);
        }
        if (form["token"].ToString().Trim() is not { Length: > 0 } token
            || await tokens.ValidateAsync(token, forExchange: false, cancellationToken) is not { } claims)
            return (null, TokenOrigin.None);
        await users.EnsureAsync(claims, cancellationToken);
        return (claims.Username, claims.Origin);
    }

    private static string Form(string code, string problem, bool isDevelopment) => $"""
        <p>Type the code that the device shows, and prove who you are.</p>
        {(problem.Length > 0 ? $"<p role=\"alert\">{Encode(problem)}</p>" : "")}
        <form method="post">
          <p><label>Code <input name="code" value="{Encode(code)}" autocomplete="off" required></label></p>
          <p><label>A token of yours <input name="token" type="password" autocomplete="off"></label></p>
          {(isDevelopment ? "<p><label>or, on this development server, a user name <input name=\"username\"></label></p>" : "")}
          <p><button name="decision" value="approve">Log the device in</button> <button name="decision" value="deny">Refuse</button></p>
        </form>
        """;

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
