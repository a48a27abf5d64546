using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Cors;
using Microsoft.AspNetCore.Routing.Patterns;
using MlDash.Dashboard.Routing;

namespace MlDash.Server.Page;

/// <summary>
/// Where the page is: at <c>/</c>, its files beside it, and at every address that leads to a folder or run, <c>/namespace/project/path</c>. The page itself
/// reads where it was opened, so that a link shows the same to whoever may see it.
/// </summary>
internal static class PagePlaces
{
    // What follows them is a call, or a mistake of one.
    private static readonly HashSet<string> _calls = new(StringComparer.OrdinalIgnoreCase)
    {
        "api", "graphql", "health", "openapi", "device", "session", "q",
    };

    private static readonly RouteEndpoint _page = new(
        context => PageEndpoints.AnswerAsync(context, context.RequestServices.GetRequiredService<PageRouters>().OfPage(context)),
        RoutePatternFactory.Parse("/{**place}"), order: 0, new(new AllowAnonymousAttribute(), new DisableCorsAttribute()), "The page");

    /// <summary>
    /// Leads what is a place of the page to it. A route that takes every path would do so too, but would answer 404 where a call is made with the wrong
    /// method.
    /// </summary>
    public static void UsePage(this WebApplication app) => app.Use((context, next) =>
    {
        if (context.GetEndpoint() is null && HttpMethods.IsGet(context.Request.Method) && IsPlace(context.Request))
            context.SetEndpoint(_page);
        return next(context);
    });

    // A program that asks for a path that is none shall learn it; only browsers that show pages ask for HTML.
    private static bool IsPlace(HttpRequest request)
    {
        var path = request.Path.Value ?? "";
        return path is "" or "/" || DashboardRouter.HasFile(path)
            || (!_calls.Contains(path.Split('/', 3)[1]) && request.GetTypedHeaders().Accept.Any(type => type.MediaType == "text/html"));
    }
}
