namespace MlDash.Dashboard.Routing;

/// <summary>A request, without anything of the server that received it.</summary>
/// <param name="Method">GET or another one.</param>
/// <param name="Path">The path below the page's own, decoded, beginning with a slash.</param>
/// <param name="Query">The query, as it was sent, with or without its question mark.</param>
/// <param name="IfNoneMatch">What the browser has already; null when it did not say.</param>
public sealed record DashboardRequest(string Method, string Path, string Query, string? IfNoneMatch);
