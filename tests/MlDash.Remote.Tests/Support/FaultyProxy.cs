using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MlDash.Remote.Tests;

/// <summary>Stands between client and server on real sockets, and does to requests what networks and busy servers do.</summary>
internal sealed class FaultyProxy : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(60) };

    private FaultyProxy(WebApplication app) => _app = app;

    public Uri Url { get; private set; } = null!;

    /// <summary>What is done to a request; it answers by itself and returns true, or lets it pass.</summary>
    public Func<HttpContext, Func<Task>, Task<bool>> Fault { get; set; } = (_, _) => Task.FromResult(false);

    /// <summary>Whether the client learns that the server takes several streams in one request; else it is as one that does not.</summary>
    public bool PassesBatches { get; set; }

    /// <summary>What becomes of the body of an answer.</summary>
    public Func<byte[], byte[]> Rewrite { get; set; } = bytes => bytes;

    /// <summary>Path, idempotency key and moment of every request.</summary>
    public ConcurrentQueue<(string Path, string Key, long At)> Seen { get; } = new();

    public static async Task<FaultyProxy> StartAsync(string server)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions>(options => options.Limits.MaxRequestBodySize = null);
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var proxy = new FaultyProxy(app);
        app.Run(context => proxy.HandleAsync(context, server));
        await app.StartAsync();
        proxy.Url = new Uri(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _http.Dispose();
    }

    private async Task HandleAsync(HttpContext context, string server)
    {
        Seen.Enqueue((context.Request.Path, context.Request.Headers["Idempotency-Key"].ToString(), Stopwatch.GetTimestamp()));
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        if (!await Fault(context, () => ForwardAsync(context, server, body.ToArray(), answer: false)))
            await ForwardAsync(context, server, body.ToArray(), answer: true);
    }

    private async Task ForwardAsync(HttpContext context, string server, byte[] body, bool answer)
    {
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), server + context.Features.Get<IHttpRequestFeature>()!.RawTarget);
        if (body.Length > 0)
            request.Content = new ByteArrayContent(body);
        foreach (var (name, values) in context.Request.Headers)
        {
            if (name is "Host" or "Content-Length" or "Connection" or "Transfer-Encoding")
                continue;
            if (!request.Headers.TryAddWithoutValidation(name, values.ToArray()))
                request.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());
        }

        using var response = await _http.SendAsync(request);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        if (!answer)
            return;
        context.Response.StatusCode = (int)response.StatusCode;
        // As proxies do, it passes on what it does not know.
        foreach (var name in (string[])["Accept-Encoding", "MlDash-Server-Id", "Retry-After", .. PassesBatches ? ["MlDash-Accepts"] : (string[])[]])
        {
            if (response.Headers.TryGetValues(name, out var values))
                context.Response.Headers[name] = values.ToArray();
        }

        context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        await context.Response.Body.WriteAsync(Rewrite(bytes));
    }
}
