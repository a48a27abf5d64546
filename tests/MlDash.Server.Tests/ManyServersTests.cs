using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace MlDash.Server.Tests;

/// <summary>Three servers in processes of their own on one database and one bucket, killed and restarted while clients write through all of them in turn.</summary>
public sealed class ManyServersTests
{
    private const int Servers = 3;
    private const int Clients = 8;
    private const int BatchSize = 20;
    private const int ChunkSize = 100;
    private static readonly TimeSpan _span = TimeSpan.FromSeconds(15);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_acknowledged_point_is_there_once_without_gaps_though_servers_are_killed()
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"MongoDB: {MongoService.Current.Engine}; S3: {S3Service.Current.Engine}");
        (string, string)[] settings =
        [
            .. TestStores.Shared(Guid.NewGuid().ToString("N")[..24]), ("ASPNETCORE_ENVIRONMENT", "Development"), ("LOG_LEVEL", "fatal"), ("RATE_LIMIT", "0"), ("CHUNK_SIZE", ChunkSize.ToString()),
        ];
        var servers = new ServerProcess[Servers];
        for (var i = 0; i < Servers; i++)
            servers[i] = await ServerProcess.StartAsync([.. settings, ("WORKER_ID", i.ToString())]);
        try
        {
            var experiment = (await new Api(servers[0].Url, "alice", TestTokens.Public("alice")).OpenAsync("run")).Id;
            using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestTokens.Public("alice"));
            var until = DateTimeOffset.UtcNow + _span;
            var acknowledged = new ConcurrentBag<string>();
            var killing = KillAsync(servers, settings, until);
            await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => WriteAsync(http, servers, experiment, client, until, acknowledged)));
            await killing;

            var found = new List<string>();
            foreach (var metric in (string[])["a", "b"])
            {
                var points = await ReadAsync(http, servers[1].Url, experiment, metric);
                Assert.Equal(Enumerable.Range(0, points.Count).Select(i => i.ToString()), points.Select(p => p.Index));
                found.AddRange(points.Select(p => p.Id));
            }
            Assert.True(acknowledged.Count > Clients * BatchSize * 4, $"Only {acknowledged.Count} points were acknowledged.");
            Assert.Equal(acknowledged.Order(), found.Order());
        }
        finally
        {
            foreach (var server in servers)
                server.Dispose();
        }
    }

    private static async Task KillAsync(ServerProcess[] servers, (string, string)[] settings, DateTimeOffset until)
    {
        while (DateTimeOffset.UtcNow + TimeSpan.FromSeconds(5) < until)
        {
            await Task.Delay(Random.Shared.Next(1000, 3000), Cancel);
            var victim = Random.Shared.Next(Servers);
            var (data, port) = (servers[victim].Data, servers[victim].Port);
            servers[victim].Kill();
            servers[victim] = await ServerProcess.StartAsync(data, port, [.. settings, ("WORKER_ID", victim.ToString())]);
        }
    }

    // A batch is sent again, under its key and to the next server, until one has acknowledged it.
    private static async Task WriteAsync(HttpClient http, ServerProcess[] servers, string experiment, int client, DateTimeOffset until, ConcurrentBag<string> acknowledged)
    {
        var turn = client;
        for (var batch = 0; DateTimeOffset.UtcNow < until; batch++)
        {
            var ids = Enumerable.Range(0, BatchSize).Select(i => $"{client}-{batch}-{i}").ToArray();
            var body = $$"""{"dataPoints":[{{string.Join(',', ids.Select(id => $$"""{"id":"{{id}}"}"""))}}]}""";
            var key = Guid.NewGuid().ToString();
            while (!await TryAsync(http, $"{servers[turn++ % Servers].Url}/api/experiments/{experiment}/metrics/{(client % 2 == 0 ? "a" : "b")}/append-batch", body, key))
                await Task.Delay(100, Cancel);
            foreach (var id in ids)
                acknowledged.Add(id);
        }
    }

    private static async Task<bool> TryAsync(HttpClient http, string address, string body, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("Idempotency-Key", key);
        try
        {
            using var answer = await http.SendAsync(request, Cancel);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !Cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    private static async Task<List<(string Index, string Id)>> ReadAsync(HttpClient http, string server, string experiment, string metric)
    {
        var points = new List<(string, string)>();
        while (true)
        {
            using var page = JsonDocument.Parse(await http.GetStringAsync($"{server}/api/experiments/{experiment}/metrics/{metric}/data?startIndex={points.Count}&limit=1000", Cancel));
            foreach (var point in page.RootElement.GetProperty("data").EnumerateArray())
                points.Add((point.GetProperty("index").GetString()!, point.GetProperty("data").GetProperty("id").GetString()!));
            if (!page.RootElement.GetProperty("hasMore").GetBoolean())
                return points;
        }
    }
}
