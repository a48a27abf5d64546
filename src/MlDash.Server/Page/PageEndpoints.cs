using Microsoft.AspNetCore.Cors;
using MlDash.Dashboard.Routing;
using MlDash.Server.Identity;
using MlDash.Server.Identity.Sessions;

namespace MlDash.Server.Page;

/// <summary>The questions of the page, and what it changes.</summary>
internal static class PageEndpoints
{
    public static void MapPage(this IEndpointRouteBuilder app) =>
        app.MapMethods(DashboardRouter.Questions + "{**question}", [HttpMethods.Get, HttpMethods.Post], AskAsync)
            // Who asks is looked at by the router: one question is answered to nobody in particular, how to sign in.
            .AllowAnonymous().ExcludeFromDescription().WithMetadata(new DisableCorsAttribute(), new AcceptsSession())
            .WithEveryScope("What changes an experiment or a file checks what the caller may do with it.");

    /// <summary>Answers a request by a router.</summary>
    public static async Task AnswerAsync(HttpContext context, DashboardRouter router) =>
        await SendAsync(context, await router.AnswerAsync(RequestOf(context), context.RequestAborted), context.RequestAborted);

    private static async Task AskAsync(HttpContext context, PageRouters routers) => await AnswerAsync(context, await routers.ForAsync(context));

    private static DashboardRequest RequestOf(HttpContext context)
    {
        var (request, headers) = (context.Request, context.Request.Headers);
        return new(request.Method, request.Path.Value!, request.QueryString.Value ?? "", TextOf(headers.IfNoneMatch))
        {
            Range = TextOf(headers.Range),
            IfRange = TextOf(headers.IfRange),
            Csrf = TextOf(headers[DashboardHost.CsrfHeader]),
            Body = request.Body,
        };
    }

    private static async Task SendAsync(HttpContext context, DashboardAnswer answer, CancellationToken cancellationToken)
    {
        await using var stream = answer.Stream;
        var response = context.Response;
        response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers())
            response.Headers[name] = value;
        response.ContentType = answer.ContentType;
        if (stream is not null)
        {
            response.ContentLength = answer.Length;
            await stream.CopyToAsync(response.Body, cancellationToken);
        }
        else if (answer.Status != StatusCodes.Status304NotModified)
        {
            response.ContentLength = answer.Body.Length;
            await response.Body.WriteAsync(answer.Body, cancellationToken);
        }
    }

    private static string? TextOf(Microsoft.Extensions.Primitives.StringValues header) => header.Count > 0 ? header.ToString() : null;
}
