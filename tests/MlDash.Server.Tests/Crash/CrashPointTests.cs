using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using MlDash.Server.Diagnostics;
using MlDash.Server.Documents;
using MlDash.Server.Stores;
using MlDash.Server.Stores.Mongo;
using MlDash.Server.Stores.Sqlite;

namespace MlDash.Server.Tests;

/// <summary>
/// The server's process is killed after each single step of a work that has several. Another one on the same data, or the same one started again, comes to
/// the state of a server that was never killed, and everything that was sent is acknowledged.
/// </summary>
public abstract class CrashPointContract
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    public static TheoryData<string[]> Runs => [.. CrashPlaces.Runs.Select(places => new TheoryDataRow<string[]>(places))];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The settings of servers on one set of data that nobody else uses.</summary>
    private protected abstract (string Name, string Value)[] NewStores();

    /// <summary>A look past the server at what it has stored.</summary>
    private protected abstract IMetadataStore Open((string Name, string Value)[] stores, string folder);

    /// <summary>What a flow comes to that nothing interrupts; the same on all stores.</summary>
    private const string Uninterrupted = """
        points 0=0 1=1 2=2 3=3 4=4 5=5 6=6 7=7 8=8 9=9 10=10 11=11 12=12 13=13 14=14
        stats 15 3 12 3
        chunk 0=0 1=1 2=2 3=3
        chunk 4=4 5=5 6=6 7=7
        chunk 8=8 9=9 10=10 11=11
        hot 12=12 13=13 14=14
        logs 4: 0=a0 1=b0 2=a1 3=b1
        track 1 2
        parameters {"lr":0.1}
        file back/c/f: the first version, True
        file models/best/w.bin: the second version, which is longer, True
        bin FOLDER a 4 34
        all files 2
        deleted 404 404
        deleted 404 404
        deleted 404 404
        deleted 404 404
        deleted 404 404
        gone logs 404
        gone metrics/loss/stats 404
        gone tracks/pose/data 404
        gone parameters 404
        gone 404, anew: True

        """;

    [Fact]
    public async Task Without_a_kill_the_flow_comes_to_the_state_that_all_others_are_held_against()
    {
        var stores = NewStores();
        await using var server = await TestServer.StartAsync(null, Settings(stores));
        var flow = new CrashFlow(server.Url, () => throw new InvalidOperationException("Nobody killed this server."));
        await flow.WriteAsync();
        Assert.Equal(Uninterrupted, await flow.LookAsync());
        await NothingIsLeftToDoAsync(stores, server.Data, flow.Experiment);
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task Killed_after_any_step_and_started_again_it_comes_to_the_same_state_and_acknowledges_the_repeat(string[] places)
    {
        var stores = NewStores();
        var victims = new List<ServerProcess> { await VictimAsync(null, stores, places[0]) };
        TestServer? last = null;
        try
        {
            var flow = new CrashFlow(victims[0].Url, async () =>
            {
                Assert.True(last is null, "The server that nobody kills died.");
                Assert.NotEqual(0, await victims[^1].WaitForExitAsync());
                if (victims.Count == places.Length)
                    return (last = await TestServer.StartAsync(victims[0].Data, Settings(stores))).Url;
                victims.Add(await VictimAsync(victims[0], stores, places[victims.Count]));
                return victims[^1].Url;
            });
            await flow.WriteAsync();
            Assert.True(last is not null, $"The flow did not pass {places[victims.Count - 1]}.");
            await NothingIsLeftToDoAsync(stores, victims[0].Data, flow.Experiment);
            Assert.Equal(Uninterrupted, await flow.LookAsync());
        }
        finally
        {
            if (last is not null)
                await last.DisposeAsync();
            // The first one owns the data.
            foreach (var victim in Enumerable.Reverse(victims))
                victim.Dispose();
        }
    }

    /// <summary>A tail is packed that takes the place of another; each kill leaves the rest to the next server, which is killed at the next step.</summary>
    [Fact]
    public async Task Killed_at_every_step_of_packing_tails_it_comes_to_one_tail_with_every_point()
    {
        var stores = NewStores();
        (string, string)[] settings =
            [.. Settings(stores).Where(setting => setting.Name is not ("CHUNK_SIZE" or "CHUNK_TAIL")), ("CHUNK_SIZE", "100"), ("CHUNK_TAIL", "1s")];
        var data = Directory.CreateTempSubdirectory("mldash-tails-").FullName;
        var run = default(Run)!;
        await PackOneAsync();
        (string, string)[] victims = [.. settings, ("ASPNETCORE_ENVIRONMENT", "Development"), ("DATA_DIR", data), ("PORT", "0")];
        using (var first = await ServerProcess.StartAsync(data, ServerProcess.FreePort(), [.. victims[..^2], (CrashPoint.Variable, CrashPlaces.Tails[0])]))
        {
            await AppendAsync(new Api(first.Url, "alice", TestTokens.Public("alice")), 20, 40);
            Assert.NotEqual(0, await first.WaitForExitAsync());
        }
        // What the one before has left is found at the start: these are gone before they greet.
        foreach (var place in CrashPlaces.Tails[1..])
            Assert.NotEqual(0, (await ServerProcess.RunToEndAsync([.. victims, (CrashPoint.Variable, place)])).Code);
        await using var last = await TestServer.StartAsync(data, settings);
        await UntilPackedAsync(last, 40);
        Assert.Equal(Enumerable.Range(0, 40), await PointsAsync(last.As("alice")));
        // The bucket is one of many tests.
        var metric = await last.Services.GetRequiredService<StoreCollections>().Metrics
            .GetByUniqueAsync(StoreCollections.DataUnique(run.Id, CrashFlow.Metric), Cancel);
        var blobs = await last.Services.GetRequiredService<IBlobStore>().ListAsync(Cancel).Select(blob => blob.Key).ToListAsync(Cancel);
        Assert.Equal([metric!.TailKey!], blobs.Where(key => key.StartsWith($"{BlobKeys.Chunks}{metric.Id}/", StringComparison.Ordinal)));
        await last.DisposeAsync();
        Directory.Delete(data, recursive: true);

        async Task PackOneAsync()
        {
            await using var server = await TestServer.StartAsync(data, settings);
            run = await server.As("alice").OpenAsync();
            await AppendAsync(server.As("alice"), 0, 20);
            await UntilPackedAsync(server, 20);
        }

        async Task AppendAsync(Api api, int from, int to)
        {
            for (; from < to; from += 5)
                (await api.PointsAsync(run, CrashFlow.Metric, $"[{string.Join(',', Enumerable.Range(from, 5).Select(i => $$"""{"x":{{i}}}"""))}]")).Is(200);
        }

        async Task<IEnumerable<int>> PointsAsync(Api api) =>
            (await api.GetAsync($"/api/experiments/{run.Id}/metrics/{CrashFlow.Metric}/data?limit=1000")).Ok["data"].All
                .Select(point => (int)point["data"]["x"].Number);

        async Task UntilPackedAsync(TestServer server, long points)
        {
            var metrics = server.Services.GetRequiredService<StoreCollections>().Metrics;
            for (var until = DateTimeOffset.UtcNow + _patience; ; await Task.Delay(50, Cancel))
            {
                var metric = await metrics.GetByUniqueAsync(StoreCollections.DataUnique(run.Id, CrashFlow.Metric), Cancel);
                if (metric is { Lease: null, Due: null, FormerTails: [] } && metric.TailEnd == points)
                    return;
                Assert.True(DateTimeOffset.UtcNow < until, $"The tail ends at {metric?.TailEnd}, with former ones {string.Join(' ', metric?.FormerTails ?? [])}.");
            }
        }
    }

    private static Task<ServerProcess> VictimAsync(ServerProcess? first, (string Name, string Value)[] stores, string place)
    {
        (string, string)[] variables = [.. Settings(stores), ("ASPNETCORE_ENVIRONMENT", "Development"), (CrashPoint.Variable, place)];
        return first is null ? ServerProcess.StartAsync(variables) : ServerProcess.StartAsync(first.Data, first.Port, variables);
    }

    private static (string Name, string Value)[] Settings((string Name, string Value)[] stores) =>
        [
            .. stores,
            ("LOG_LEVEL", "fatal"),
            ("RATE_LIMIT", "0"),
            ("CHUNK_SIZE", CrashFlow.ChunkSize.ToString()),
            ("CHUNK_GRACE", "0s"),
            ("CHUNK_LEASE", "1s"),
            ("CHUNK_TAIL", "0"),
            ("KEY_LEASE", "1s")
        ];

    /// <summary>
    /// The server comes to this by itself: no chunk waits, no lease is held, no project is half removed, closed chunks are out of the hot stream.
    /// </summary>
    private async Task NothingIsLeftToDoAsync((string Name, string Value)[] stores, string folder, string experiment)
    {
        var store = Open(stores, folder);
        using var closing = store as IDisposable;
        var collections = new StoreCollections(store);
        var until = DateTimeOffset.UtcNow + _patience;
        while (await LeftAsync() is { Length: > 0 } left)
        {
            Assert.True(DateTimeOffset.UtcNow < until, $"Left to do: {left}");
            await Task.Delay(50, Cancel);
        }
        var metric = (await collections.Metrics.GetByUniqueAsync(StoreCollections.DataUnique(experiment, CrashFlow.Metric), Cancel))!;
        var hot = await store.ReadAsync(metric.Stream, 0, long.MaxValue, Cancel).FirstAsync(Cancel);
        // The last batch that was there when the chunk closed stays until the next: it held the count.
        Assert.True(hot.Start + hot.Count >= metric.ChunkedPoints, "Points of closed chunks are still in the hot stream.");

        async Task<string> LeftAsync()
        {
            var (metrics, projects) = (await collections.Metrics.HeadsAsync(
                StoreCollections.ChunkWorkKey, Cancel), await collections.Projects.HeadsAsync(StoreCollections.HiddenProjectsKey, Cancel));
            return string.Join(' ', metrics.Select(m => m.Label).Concat(projects.Select(p => p.Id)));
        }
    }
}

/// <summary>Killed on SQLite and a folder.</summary>
[Trait(TestStores.Kind, TestStores.Embedded)]
public sealed class EmbeddedCrashPointTests : CrashPointContract
{
    private protected override (string Name, string Value)[] NewStores() => [];

    private protected override IMetadataStore Open((string Name, string Value)[] stores, string folder) =>
        new SqliteMetadataStore(Path.Combine(folder, "metadata.db"));
}

/// <summary>Killed on MongoDB and S3.</summary>
public sealed class SharedCrashPointTests : CrashPointContract
{
    private protected override (string Name, string Value)[] NewStores() => TestStores.Shared(Guid.NewGuid().ToString("N")[..24]);

    private protected override IMetadataStore Open((string Name, string Value)[] stores, string folder) => new MongoMetadataStore(stores[0].Value);
}

/// <summary>That no place is forgotten.</summary>
public sealed partial class CrashPlaceTests
{
    [Fact]
    public void The_places_that_tests_kill_at_are_those_that_the_server_has()
    {
        var source = Path.Combine(TestServices.Folder, "..", "..", "src", "MlDash.Server");
        var passed = Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Call().Matches(File.ReadAllText(file)))
            .Select(m => m.Groups[1].Value);
        Assert.Equal(
            passed.Distinct().Order(StringComparer.Ordinal), CrashPlaces.All.Select(place => place.Split(':')[0]).Distinct().Order(StringComparer.Ordinal));
    }

    [GeneratedRegex("""CrashPoint\.Pass\("([^"]+)"\)""")]
    private static partial Regex Call();
}
