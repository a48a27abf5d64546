using System.Net;
using System.Net.Http.Headers;

namespace MlDash.Client;

/// <summary>The one pool of connections to servers that all of a process share, and how each request introduces itself.</summary>
internal static class ServerHttp
{
    private static readonly ProductInfoHeaderValue _product = new("MlDash", typeof(ServerHttp).Assembly.GetName().Version?.ToString(3));
    private static readonly MediaTypeWithQualityHeaderValue _json = new("application/json");
    private static readonly MediaTypeWithQualityHeaderValue _anything = new("*/*", 0.5);

    /// <summary>
    /// Follows no redirect: a login belongs to the server it was given for and never goes where an answer points. Silence is measured by who asks.
    /// </summary>
    public static HttpClient Client { get; } = new(new ConnectionFaults(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        EnableMultipleHttp2Connections = true,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        UseCookies = false,
    }))
    { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>A request with the headers that every request has.</summary>
    /// <param name="method">Its method.</param>
    /// <param name="address">Where it goes.</param>
    /// <param name="bearer">The login; null: none.</param>
    public static HttpRequestMessage Request(HttpMethod method, string address, string? bearer)
    {
        var request = new HttpRequestMessage(method, address) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionOrLower };
        if (bearer is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        request.Headers.UserAgent.Add(_product);
        request.Headers.Accept.Add(_json);
        request.Headers.Accept.Add(_anything);
        return request;
    }
}
