using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace MlDash.Server.Tests;

/// <summary>
/// One address in front of several servers: each request goes to the next of them, its path as it came. It knows nothing of their health, so a request that
/// meets a dead server is answered 502, or broken off when its answer had begun.
/// </summary>
internal sealed class RoundRobinProxy : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpMessageInvoker _client;

    private RoundRobinProxy(WebApplication app, HttpMessageInvoker client)
    {
        _app = app;
        _client = client;
    }

    public string Url => _app.Urls.First();

    /// <summary>Starts it on a free port.</summary>
    /// <param name="servers">How many servers are behind it.</param>
    /// <param name="addressOf">Where the n-th of them is now.</param>
    public static async Task<RoundRobinProxy> StartAsync(int servers, Func<int, string> addressOf)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        builder.Logging.ClearProviders();
        builder.Services.AddHttpForwarder();
        var app = builder.Build();
        var client = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
        });
        var forwarder = app.Services.GetRequiredService<IHttpForwarder>();
        var turn = 0u;
        app.Run(async context =>
            await forwarder.SendAsync(
                context, addressOf((int)(Interlocked.Increment(ref turn) % (uint)servers)), client, ForwarderRequestConfig.Empty, new PathAsItCame()));
        await app.StartAsync();
        return new RoundRobinProxy(app, client);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _client.Dispose();
    }

    // The forwarder's own transformation builds the path anew from its decoded form, in which %2F and / of a name are not told apart.
    private sealed class PathAsItCame : HttpTransformer
    {
        public override async ValueTask TransformRequestAsync(
            HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
        {
            await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
            var target = httpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
            proxyRequest.RequestUri = new Uri(destinationPrefix + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
            proxyRequest.Headers.Host = null;
        }
    }
}
