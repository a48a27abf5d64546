namespace MlDash.Server.Tests;

/// <summary>
/// Three servers in processes of their own on one database and one bucket behind one proxy, killed and restarted while clients write through it.
/// What was acknowledged is read back through the same proxy. TEST_SEED repeats the choices of a run.
/// </summary>
public sealed class ManyServersTests
{
    private const int Servers = 3;
    private const int Clients = 8;
    private const int ChunkSize = 250;

    /// <summary>
    /// Points leave the hot stream while the test runs, many before a write that a dead server began is made again (its lease is 10 seconds).
    /// </summary>
    private const string Grace = "3s";

    /// <summary>The last points are packed whenever the clients pause, and come out of the tail again.</summary>
    private const string Tail = "1s";

    private static readonly TimeSpan _span = TimeSpan.FromSeconds(40);

    // A '/' and a %2F in names: a proxy that touches paths would mix them up.
    private static readonly string[] _metrics = ["train/loss", "share%2Ftotal"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_acknowledged_is_there_once_and_in_order_though_servers_behind_the_proxy_are_killed()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("TEST_SEED"), out var given) ? given : Random.Shared.Next();
        Tell($"TEST_SEED={seed}; MongoDB: {MongoService.Current.Engine}; S3: {S3Service.Current.Engine}");
        await using var fleet = await ServerFleet.StartAsync(Servers, [
            .. TestStores.Shared(Guid.NewGuid().ToString("N")[..24]), ("ASPNETCORE_ENVIRONMENT", "Development"), ("LOG_LEVEL", "fatal"), ("RATE_LIMIT", "0"),
            ("CHUNK_SIZE", ChunkSize.ToString()), ("CHUNK_GRACE", Grace), ("CHUNK_TAIL", Tail),
        ]);
        await using var proxy = await RoundRobinProxy.StartAsync(Servers, fleet.AddressOf);
        var api = new Api(proxy.Url, "alice", TestTokens.Public("alice"));
        var run = await api.OpenAsync();

        var until = DateTimeOffset.UtcNow + _span;
        var random = new Random(seed);
        var clients = Enumerable.Range(0, Clients).Select(i => new ManyServersClient(proxy.Url, run, i, _metrics, new Random(random.Next()))).ToArray();
        await Task.WhenAll([fleet.KillAtRandomAsync(new Random(random.Next()), until, Cancel), .. clients.Select(client => client.WriteAsync(until, Cancel))]);

        var recorded = new ManyServersReader(api, run);
        foreach (var metric in _metrics)
            AssertSame(clients.Select(client => client.Points.Where(write => write.Stream == metric)), await recorded.PointsAsync(metric));
        AssertSame(clients.Select(client => client.Logs), await recorded.LogsAsync());
        Assert.Equal(_metrics.Order(StringComparer.Ordinal), await recorded.MetricNamesAsync());
        var files = clients.SelectMany(client => client.Files).ToLookup(file => file.Name);
        foreach (var writes in files)
            Assert.Contains(await recorded.Sha256Async(writes.Select(write => write.Node).Distinct().Single()), writes.Select(write => write.Sha256));

        Tell($"{fleet.Kills} kills, {clients.Sum(c => c.Repeats)} repeats; {clients.Sum(c => c.Points.Sum(w => w.Ids.Length))} points in {clients.Sum(c => c.Points.Count)} writes, "
            + $"{recorded.Chunks} chunks, {clients.Sum(c => c.Logs.Sum(w => w.Ids.Length))} log entries, {files.Count} files");
        Assert.True(fleet.Kills >= 3, $"Only {fleet.Kills} servers were killed.");
        Assert.True(recorded.Chunks > 0 && files.Count > 0, "Nothing was packed or uploaded.");
    }

    // Every acknowledged item once and no other, each write of a client behind the one before, and its first item where the answer said.
    private static void AssertSame(IEnumerable<IEnumerable<AcknowledgedItems>> clients, IReadOnlyList<string> found)
    {
        var places = new Dictionary<string, int>();
        for (var place = 0; place < found.Count; place++)
            Assert.True(places.TryAdd(found[place], place), $"{found[place]} is there twice, at {places[found[place]]} and {place}.");
        Assert.True(places.Count > 0, "Nothing was written.");
        foreach (var writes in clients)
        {
            var before = -1;
            foreach (var write in writes)
            {
                Assert.Equal(write.Start, places[write.Ids[0]]);
                foreach (var id in write.Ids)
                {
                    Assert.True(places.Remove(id, out var place) && place > before, $"{id} is missing or not in order.");
                    before = place;
                }
            }
        }
        Assert.Empty(places);
    }

    private static void Tell(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);
}
