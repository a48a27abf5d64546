namespace MlDash.Server.Tests;

/// <summary>Several servers in processes of their own on one database and one bucket, which die and come back.</summary>
internal sealed class ServerFleet : IAsyncDisposable
{
    private const int LongestLife = 3000;
    private const int LongestDeath = 1500;
    private readonly ServerProcess[] _servers;
    private readonly (string Name, string Value)[] _settings;

    private ServerFleet(int count, (string Name, string Value)[] settings)
    {
        _servers = new ServerProcess[count];
        _settings = settings;
    }

    public int Count => _servers.Length;

    /// <summary>How many servers were killed so far.</summary>
    public int Kills { get; private set; }

    public static async Task<ServerFleet> StartAsync(int count, params (string Name, string Value)[] settings)
    {
        var fleet = new ServerFleet(count, settings);
        await Task.WhenAll(Enumerable.Range(0, count).Select(fleet.StartAsync));
        return fleet;
    }

    /// <summary>Where a server listens now; nobody does while it is dead.</summary>
    public string AddressOf(int server) => Volatile.Read(ref _servers[server]).Url;

    /// <summary>Kills one server or two at a time (SIGKILL), lets them be dead for a while and starts them again, until the time is over. All live when it returns.</summary>
    public async Task KillAtRandomAsync(Random random, DateTimeOffset until, CancellationToken cancel)
    {
        while (true)
        {
            await Task.Delay(random.Next(LongestLife), cancel);
            if (DateTimeOffset.UtcNow >= until)
                return;
            var victims = Enumerable.Range(0, Count).ToArray();
            random.Shuffle(victims);
            victims = victims[..(random.Next(4) == 0 ? 2 : 1)];
            foreach (var victim in victims)
            {
                _servers[victim].Kill();
                Kills++;
            }
            await Task.Delay(random.Next(LongestDeath), cancel);
            await Task.WhenAll(victims.Select(StartAsync));
        }
    }

    public ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
            server?.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task StartAsync(int server)
    {
        // It comes back at another address, as a container would.
        var started = await ServerProcess.StartAsync([.. _settings, ("WORKER_ID", server.ToString())]);
        var before = Interlocked.Exchange(ref _servers[server], started);
        before?.Dispose();
    }
}
