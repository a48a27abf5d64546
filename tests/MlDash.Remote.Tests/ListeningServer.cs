using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MlDash.Server;
using MlDash.Server.Identity;
using MlDash.Server.Reading;
using MlDash.Storage;

namespace MlDash.Remote.Tests;

/// <summary>The whole server in this process, on a real socket of 127.0.0.1: what is sent to it can also be read where it keeps it.</summary>
internal sealed class ListeningServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ListeningServer(WebApplication app) => _app = app;

    public Uri Url => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Starts a server over a folder below that of a scene.</summary>
    /// <param name="scene">The scene.</param>
    /// <param name="chunkSize">Points of a chunk: few, so that metrics lie in chunks and in the hot stream.</param>
    /// <param name="clock">The clock of the server; that of the system when absent.</param>
    public static async Task<ListeningServer> StartAsync(Scene scene, int chunkSize = 1000, TimeProvider? clock = null)
    {
        var app = Program.Build(["--environment=Development"], builder =>
        {
            builder.Services.AddSingleton(clock ?? TimeProvider.System);
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["PORT"] = "0",
                ["DATA_DIR"] = Path.Combine(scene.Folder, "server"),
                ["LOG_LEVEL"] = "fatal",
                ["RATE_LIMIT"] = "0",
                ["CHUNK_SIZE"] = $"{chunkSize}",
            });
        });
        await app.StartAsync();
        return new ListeningServer(app);
    }

    /// <summary>What the server's own documents say to a user.</summary>
    public IExperimentReader ReaderOf(string user) => _app.Services.GetRequiredService<DocumentReaders>().For(new Caller(user));

    /// <summary>The files of folders, as a user may read and write them.</summary>
    public IFolderFiles FoldersOf(string user) => _app.Services.GetRequiredService<DocumentReaders>().FoldersFor(new Caller(user));

    public async ValueTask DisposeAsync()
    {
        // Requests that a test has given up, such as one that follows a log, are not waited for.
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
    }
}
