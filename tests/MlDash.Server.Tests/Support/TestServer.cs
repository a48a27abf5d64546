using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MlDash.Server.Stores;
using MlDash.Server.Stores.Sqlite;

[assembly: AssemblyFixture(typeof(MlDash.Server.Tests.SharedServer))]

namespace MlDash.Server.Tests;

/// <summary>The whole server in this process, on a real socket of 127.0.0.1, over a folder of its own.</summary>
public sealed class TestServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly bool _ownsData;

    private TestServer(WebApplication app, ShiftedClock clock, string data, bool ownsData)
    {
        _app = app;
        Clock = clock;
        Data = data;
        _ownsData = ownsData;
        Url = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
    }

    public string Url { get; }

    public string Data { get; }

    public ShiftedClock Clock { get; }

    public IServiceProvider Services => _app.Services;

    public static Task<TestServer> StartAsync(string? data = null, params (string Name, string Value)[] settings) => StartAsync(data, wrap: null, settings);

    /// <summary>Starts a server with something between it and its metadata store.</summary>
    internal static Task<TestServer> StartAsync(string? data, Func<IMetadataStore, IMetadataStore>? wrap, params (string Name, string Value)[] settings) =>
        StartWithAsync(data, (services, folder) =>
        {
            if (wrap is not null)
                services.AddSingleton(_ => wrap(new SqliteMetadataStore(Path.Combine(folder, "metadata.db"))));
        }, settings);

    /// <summary>Starts a server with parts of the test's own, which are told its data folder.</summary>
    internal static async Task<TestServer> StartWithAsync(string? data, Action<IServiceCollection, string> parts, params (string Name, string Value)[] settings)
    {
        var clock = new ShiftedClock();
        var folder = data ?? Directory.CreateTempSubdirectory("mldash-server-test-").FullName;
        var app = Program.Build(["--environment=Development"], builder =>
        {
            builder.Configuration.AddInMemoryCollection(
                new Dictionary<string, string?> { ["PORT"] = "0", ["DATA_DIR"] = folder, ["LOG_LEVEL"] = "fatal", ["RATE_LIMIT"] = "0" });
            builder.Configuration.AddInMemoryCollection(TestStores.Of(folder).Select(s => KeyValuePair.Create(s.Name, (string?)s.Value)));
            builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Name, (string?)s.Value)));
            builder.Services.AddSingleton<TimeProvider>(clock);
            parts(builder.Services, folder);
        });
        await app.StartAsync();
        return new TestServer(app, clock, folder, data is null);
    }

    /// <summary>A client of a user that nobody else uses.</summary>
    public Api NewUser() => As($"u{Guid.NewGuid():N}"[..12]);

    public Api As(string username) => new(Url, username, TestTokens.Public(username));

    public Api Anonymous(string? token = null) => new(Url, "nobody", token);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        if (_ownsData)
            Directory.Delete(Data, recursive: true);
    }
}

/// <summary>The system's clock, moved by the test.</summary>
public sealed class ShiftedClock : TimeProvider
{
    private int _skipped;

    public TimeSpan Shift { get; set; }

    /// <summary>What time it stays, while it is not null.</summary>
    public DateTimeOffset? Stopped { get; set; }

    /// <summary>A wait that is counted instead of being waited for.</summary>
    public TimeSpan? Skips { get; set; }

    /// <summary>How often it was.</summary>
    public int Skipped => Volatile.Read(ref _skipped);

    public override DateTimeOffset GetUtcNow() => (Stopped ?? base.GetUtcNow()) + Shift;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime != Skips)
            return base.CreateTimer(callback, state, dueTime, period);
        Interlocked.Increment(ref _skipped);
        return base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}

/// <summary>One server for all tests that need no settings of their own. Chunks are small, so that a few points fill one.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    public const int ChunkSize = 10;

    public TestServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await TestServer.StartAsync(null, ("CHUNK_SIZE", "10"), ("SLOW_REFUSAL_DELAY", "1s"));

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
