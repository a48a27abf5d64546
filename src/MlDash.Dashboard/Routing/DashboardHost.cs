namespace MlDash.Dashboard.Routing;

/// <summary>What shows the page, and what its user may do.</summary>
public sealed record DashboardHost
{
    /// <summary>The header that carries <see cref="Csrf"/>.</summary>
    public const string CsrfHeader = "X-MlDash-Csrf";

    /// <summary>A viewer on the user's own machine.</summary>
    public const string Viewer = "viewer";

    /// <summary>A server.</summary>
    public const string Server = "server";

    /// <summary>A report in one file.</summary>
    public const string Report = "report";

    /// <summary><see cref="Viewer"/>, <see cref="Server"/> or <see cref="Report"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>
    /// The path that the page lies at, ending with a slash, where what is open is the path below it; null where the page is at one address and says what is
    /// open in the query.
    /// </summary>
    public string? Base { get; init; }

    /// <summary>Who is signed in; null for nobody.</summary>
    public string? User { get; init; }

    /// <summary>Whether the user may change anything.</summary>
    public bool IsWritable { get; init; }

    /// <summary>The ways to sign in: <c>device</c>, <c>token</c>, <c>oidc</c>. Where there are any, nobody is answered who has not.</summary>
    public IReadOnlyList<string> SignIn { get; init; } = [];

    /// <summary>What a change has to carry in its header, so that no page of another site can make it; null where nothing is signed in by a cookie.</summary>
    public string? Csrf { get; init; }

    /// <summary>Whether only the sources are answered, from which the page learns how to sign in.</summary>
    internal bool IsSignedOut => User is null && SignIn.Count > 0;
}
