using MlDash.Dashboard.Questions;
using MlDash.Dashboard.Routing;
using MlDash.Server.Identity;
using MlDash.Server.Identity.Sessions;
using MlDash.Server.Reading;
using MlDash.Server.Settings;

namespace MlDash.Server.Page;

/// <summary>Makes the router for a request: over what its user may see now, and nothing else.</summary>
internal sealed class PageRouters(
    DocumentReaders readers, RunTables tables, NamespaceAccess namespaces, ServerSettings settings, IHostEnvironment environment)
{
    private readonly IReadOnlyList<string> _ways = SessionEndpoints.WaysOf(settings, environment);

    /// <summary>The router of a request.</summary>
    public async Task<DashboardRouter> ForAsync(HttpContext context)
    {
        var caller = context.User.Identity?.IsAuthenticated == true ? Caller.Of(context) : null;
        return new(caller is null ? [] : [await SourceAsync(context, caller)], new()
        {
            Kind = DashboardHost.Server,
            Base = BaseOf(context),
            User = caller?.Username,
            // Whether what is changed is this user's to change is looked at then.
            IsWritable = caller is not null,
            SignIn = _ways,
            Csrf = context.Features.Get<OpenSession>()?.Csrf,
        });
    }

    /// <summary>The router that only knows the page, which everybody may have.</summary>
    public DashboardRouter OfPage(HttpContext context) => new([], new() { Kind = DashboardHost.Server, Base = BaseOf(context), SignIn = _ways });

    // One source over all namespaces: a link to a folder shows the same to everybody who may see it. A table of runs is kept once for all who may read its
    // namespace.
    private async Task<DashboardSource> SourceAsync(HttpContext context, Caller caller)
    {
        var runs = await ReadableRuns.OfAsync(caller, namespaces, tables, context.RequestAborted);
        return new(TitleOf(context), readers.For(caller), runs)
        {
            Updater = readers.UpdaterFor(caller),
            Folders = readers.FoldersFor(caller),
        };
    }

    private string TitleOf(HttpContext context) =>
        settings.PublicUrl is { } address ? new Uri(address).Authority : context.Request.Host.Value ?? "";

    private static string BaseOf(HttpContext context) => context.Request.PathBase + "/";
}
