using MlDash.Server.Documents;

namespace MlDash.Server.Identity;

/// <summary>The check of endpoints about a namespace; the endpoint takes a <see cref="Target{T}"/>.</summary>
internal static class NamespaceTargets
{
    /// <summary>The namespace in the path, to read for a viewer.</summary>
    /// <param name="endpoints">An endpoint or a group of them.</param>
    /// <param name="writes">Who may change it.</param>
    /// <param name="ofProjects">See <see cref="NamespaceAccess.RequireAsync(string, Caller, Role, CancellationToken, bool)"/>.</param>
    public static TBuilder RequireNamespace<TBuilder>(this TBuilder endpoints, Role writes, bool ofProjects = false)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoints.Require((context, caller, cancellationToken) => context.RequestServices.GetRequiredService<NamespaceAccess>()
            .RequireAsync(context.RouteText("ns"), caller, context.Reads() ? Role.Viewer : writes, cancellationToken, ofProjects));
        return endpoints;
    }
}
