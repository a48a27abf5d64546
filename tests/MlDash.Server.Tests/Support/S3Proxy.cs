using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MlDash.Server.Settings;

namespace MlDash.Server.Tests;

/// <summary>Stands between a store and its S3 service, and sees or spoils what goes through. Signatures stay right, since the name of the host does.</summary>
internal sealed class S3Proxy : IAsyncDisposable
{
    private static readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private readonly WebApplication _app;

    private S3Proxy(WebApplication app, S3Settings settings) => (_app, Settings) = (app, settings);

    public S3Settings Settings { get; }

    /// <summary>Starts one. A handler that answers true has answered by itself.</summary>
    public static async Task<S3Proxy> StartAsync(S3Settings behind, Func<HttpContext, byte[], Task<bool>> handle)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(async context =>
        {
            var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            var bytes = body.ToArray();
            if (!await handle(context, bytes))
                await ForwardAsync(behind, context, bytes);
        });
        await app.StartAsync();
        return new S3Proxy(app, behind with { Endpoint = app.Urls.First() });
    }

    public static async Task AnswerAsync(HttpContext context, string xml)
    {
        context.Response.ContentType = "application/xml";
        await context.Response.WriteAsync($"""<?xml version="1.0" encoding="UTF-8"?>{xml}""");
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task ForwardAsync(S3Settings behind, HttpContext context, byte[] body)
    {
        using var request = new HttpRequestMessage(
            new HttpMethod(context.Request.Method), $"{behind.Endpoint}{context.Request.Path}{context.Request.QueryString}")
        {
            Content = new ByteArrayContent(body),
        };
        foreach (var (name, value) in context.Request.Headers.Where(h => h.Key != "Content-Length"))
        {
            if (!request.Headers.TryAddWithoutValidation(name, value.ToArray()))
                request.Content.Headers.TryAddWithoutValidation(name, value.ToArray());
        }
        using var response = await _http.SendAsync(request);
        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, value) in response.Headers.Concat(response.Content.Headers).Where(h => h.Key != "Transfer-Encoding"))
            context.Response.Headers[name] = value.ToArray();
        if (context.Request.Method != HttpMethods.Head)
            await response.Content.CopyToAsync(context.Response.Body);
    }
}
