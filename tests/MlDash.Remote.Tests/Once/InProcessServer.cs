using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MlDash.Server.Stores;

namespace MlDash.Remote.Tests;

/// <summary>
/// The real server with all its middleware and endpoints, over a store in memory. A stand-in for its sockets: a request of the client is handed to it as it is,
/// and its answer comes back whole.
/// </summary>
internal sealed class InProcessServer : IServer
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("mldash-once-server-");
    private WebApplication _app = null!;
    private Func<IFeatureCollection, Task> _process = null!;

    public IFeatureCollection Features { get; } = new FeatureCollection();

    public MemoryStore Store { get; } = new();

    public static async Task<InProcessServer> StartNewAsync()
    {
        var server = new InProcessServer();
        server._app = MlDash.Server.Program.Build(["--environment=Development"], builder =>
        {
            builder.Configuration.AddInMemoryCollection(
                new Dictionary<string, string?> { ["DATA_DIR"] = server._data.FullName, ["LOG_LEVEL"] = "fatal", ["RATE_LIMIT"] = "0" });
            builder.Services.AddSingleton<IServer>(server);
            builder.Services.AddSingleton<IMetadataStore>(server.Store);
        });
        await server._app.StartAsync();
        return server;
    }

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        _process = async features =>
        {
            var context = application.CreateContext(features);
            await application.ProcessRequestAsync(context);
            await features.GetRequiredFeature<IHttpResponseBodyFeature>().CompleteAsync();
            await ((Answer)features.GetRequiredFeature<IHttpResponseFeature>()).StartAsync();
            application.DisposeContext(context, null);
        };
        return Task.CompletedTask;
    }

    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync();
        var asked = new HttpRequestFeature
        {
            Method = request.Method.Method,
            Scheme = "http",
            Protocol = "HTTP/1.1",
            Path = Uri.UnescapeDataString(request.RequestUri!.AbsolutePath),
            QueryString = request.RequestUri.Query,
            RawTarget = request.RequestUri.PathAndQuery,
            Body = new MemoryStream(body),
        };
        foreach (var (name, values) in request.Headers.Concat(request.Content?.Headers.AsEnumerable() ?? []))
            asked.Headers[name] = values.ToArray();
        asked.Headers.Host = request.RequestUri.Authority;
        asked.Headers.ContentLength = body.Length;
        var answer = new MemoryStream();
        var answered = new Answer(answer);
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(asked);
        features.Set<IHttpResponseFeature>(answered);
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(answer));
        features.Set<IHttpConnectionFeature>(new HttpConnectionFeature { RemoteIpAddress = IPAddress.Loopback });
        await _process(features);
        var response = new HttpResponseMessage(
            (HttpStatusCode)answered.StatusCode)
        { Content = new ByteArrayContent(answer.ToArray()), RequestMessage = request };
        foreach (var (name, values) in answered.Headers)
        {
            if (!response.Headers.TryAddWithoutValidation(name, values.ToArray()))
                response.Content.Headers.TryAddWithoutValidation(name, values.ToArray());
        }

        return response;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task EndAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _data.Delete(recursive: true);
    }

    public void Dispose()
    {
        // Nothing is held but the application, which ends with EndAsync.
    }

    /// <summary>The head of an answer; what is to be done before it goes is done when the answer is whole.</summary>
    private sealed class Answer(MemoryStream body) : HttpResponseFeature
    {
        private readonly Stack<(Func<object, Task> Do, object State)> _before = new();

        public override bool HasStarted => body.Length > 0;

        public override void OnStarting(Func<object, Task> callback, object state) => _before.Push((callback, state));

        public async Task StartAsync()
        {
            while (_before.TryPop(out var next))
                await next.Do(next.State);
        }
    }
}
