namespace MlDash.Dashboard.Routing;

/// <summary>A request, without anything of the server that received it.</summary>
/// <param name="Method">GET or another one.</param>
/// <param name="Path">The path below the page's own, decoded, beginning with a slash.</param>
/// <param name="Query">The query, as it was sent, with or without its question mark.</param>
/// <param name="IfNoneMatch">What the browser has already; null when it did not say.</param>
public sealed record DashboardRequest(string Method, string Path, string Query, string? IfNoneMatch)
{
    /// <summary>The header <c>Range</c>: which part of a file is asked for.</summary>
    public string? Range { get; init; }

    /// <summary>The header <c>If-Range</c>: the file that the part is wanted of.</summary>
    public string? IfRange { get; init; }

    /// <summary>The header <see cref="DashboardHost.CsrfHeader"/>.</summary>
    public string? Csrf { get; init; }

    /// <summary>The body; it is read to its end, up to a limit.</summary>
    public Stream Body { get; init; } = Stream.Null;
}
