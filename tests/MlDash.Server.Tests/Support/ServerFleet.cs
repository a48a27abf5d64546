using System.Diagnostics;

namespace MlDash.Server.Tests;

/// <summary>Several servers in processes of their own on one database and one bucket, which die and come back.</summary>
internal sealed class ServerFleet : IAsyncDisposable
{
    private const int LongestLife = 8000;
    private const int LongestDeath = 1500;
    private readonly ServerProcess[] _servers;
    private readonly (string Name, string Value)[] _settings;
    private int _kills;

    private ServerFleet(int count, (string Name, string Value)[] settings)
    {
        _servers = new ServerProcess[count];
        _settings = settings;
    }

    public int Count => _servers.Length;

    /// <summary>How many servers were killed so far.</summary>
    public int Kills => _kills;

    public static async Task<ServerFleet> StartAsync(int count, params (string Name, string Value)[] settings)
    {
        var fleet = new ServerFleet(count, settings);
        await Task.WhenAll(Enumerable.Range(0, count).Select(fleet.StartAsync));
        return fleet;
    }

    /// <summary>Where a server listens now; nobody does while it is dead.</summary>
    public string AddressOf(int server) => Volatile.Read(ref _servers[server]).Url;

    /// <summary>
    /// Each server for itself lives for a while, is killed (SIGKILL), is dead for a while and starts again, until the time is over. All live when it returns.
    /// </summary>
    public Task KillAtRandomAsync(Random random, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var seeds = Enumerable.Range(0, Count).Select(_ => random.Next()).ToArray();
        return Task.WhenAll(seeds.Select((seed, server) => KillAtRandomAsync(server, new Random(seed), until, cancellationToken)));
    }

    public ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
            server?.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task KillAtRandomAsync(int server, Random random, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var start = TimeSpan.Zero;
        while (true)
        {
            // On a busy machine a start takes long; then it lives longer too, so that some are there to write to.
            var life = start + TimeSpan.FromMilliseconds(random.Next(LongestLife));
            var left = until - DateTimeOffset.UtcNow;
            if (left < life)
                return;
            await Task.Delay(life, cancellationToken);
            _servers[server].Kill();
            Interlocked.Increment(ref _kills);
            await Task.Delay(random.Next(LongestDeath), cancellationToken);
            var watch = Stopwatch.StartNew();
            await StartAsync(server);
            start = watch.Elapsed;
        }
    }

    private async Task StartAsync(int server)
    {
        // It comes back at another address, as a container would.
        var started = await ServerProcess.StartAsync([.. _settings, ("WORKER_ID", server.ToString())]);
        var before = Interlocked.Exchange(ref _servers[server], started);
        before?.Dispose();
    }
}
