using System.Text;
using Microsoft.Extensions.DependencyInjection;
using MlDash.Protocol;
using MlDash.Server.Documents;
using MlDash.Server.Removal;
using MlDash.Server.Stores;

namespace MlDash.Server.Tests;

/// <summary>What is deleted goes into the recycle bin, comes back from there as it was, and leaves it for good with all its bytes.</summary>
public sealed class RecycleBinTests(RecycleBinTests.OwnServer own) : IClassFixture<RecycleBinTests.OwnServer>
{
    private static readonly byte[] _bytes = Encoding.UTF8.GetBytes("weights of a model");
    private readonly Api _api = own.Server.NewUser();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Bin => $"/api/namespaces/{_api.User}/recycle-bin";

    [Fact]
    public async Task An_experiment_is_listed_and_comes_back_with_all_that_it_held()
    {
        var run = await RecordAsync("run");
        var deleted = (await _api.DeleteAsync($"/api/nodes/{run.Node}?recursive=true")).Ok;
        Assert.Equal(
            TimeSpan.FromDays(30), DateTimeOffset.Parse(deleted["purgeAt"].Text, null) - DateTimeOffset.Parse(deleted["deletedAt"].Text, null));
        (await _api.GetAsync($"/api/nodes/{run.Node}")).Is(404);
        (await _api.GetAsync($"/api/experiments/{run.Id}/logs")).Is(404);

        var entry = Assert.Single((await _api.GetAsync(Bin)).Ok["entries"].All);
        Assert.Equal((run.Node, "EXPERIMENT", "run", "p"), (entry["id"].Text, entry["type"].Text, entry["path"].Text, entry["project"].Text));
        Assert.Equal(
            (_api.User, _bytes.Length, 1, 3),
            (entry["deletedBy"].Text, (int)entry["sizeBytes"].Number, (int)entry["experiments"].Number, (int)entry["nodes"].Number));
        Assert.Equal(deleted["purgeAt"].Text, entry["purgeAt"].Text);
        foreach (var other in (string[])[$"{Bin}?project=p&type=EXPERIMENT", "/api/recycle-bin"])
            Assert.Equal(1, (await _api.GetAsync(other)).Ok["total"].Number);
        Assert.Equal(0, (await _api.GetAsync($"{Bin}?type=FOLDER")).Ok["total"].Number);
        (await _api.GetAsync($"{Bin}?project=other")).Is(404);
        (await _api.GetAsync($"{Bin}?limit=0")).Is(400);

        Assert.Equal(run.Node, (await RestoreAsync(run.Node)).Ok["id"].Text);
        Assert.Equal(2, (await _api.GetAsync($"/api/experiments/{run.Id}/logs")).Ok["total"].Number);
        Assert.Equal("12", (await _api.GetAsync($"/api/experiments/{run.Id}/metrics/loss/stats")).Ok["totalDataPoints"].Text);
        var file = (await _api.GetAsync($"/api/search/files?experimentId={run.Id}")).Ok["files"][0];
        Assert.Equal(_bytes, (await _api.GetAsync($"/api/nodes/{file["id"].Text}/download")).Is(200).Bytes);
        Assert.Equal(0, (await _api.GetAsync(Bin)).Ok["total"].Number);
        (await RestoreAsync(run.Node)).Is(409);
    }

    [Fact]
    public async Task A_restore_brings_back_what_one_removal_took_and_makes_folders_that_are_gone()
    {
        var project = await _api.ProjectAsync("p");
        var outer = await _api.FolderAsync(project, "ROOT", "outer");
        var (first, second) = (await _api.OpenAsync("first", parentId: outer), await _api.OpenAsync("second", parentId: outer));
        (await _api.DeleteAsync($"/api/nodes/{first.Node}")).Is(200);
        (await _api.DeleteAsync($"/api/nodes/{outer}")).Is(409);
        (await _api.DeleteAsync($"/api/nodes/{outer}?recursive=true")).Is(200);
        Assert.Equal(
            ["outer", "outer/first"], (await _api.GetAsync(Bin)).Ok["entries"].All.Select(e => e["path"].Text).Order(StringComparer.Ordinal));
        // It went with its folder: by itself it is no entry.
        Assert.Contains("by itself", (await RestoreAsync(second.Node)).Is(409).Text);

        (await RestoreAsync(first.Node)).Is(200);
        var made = (await _api.GetAsync($"/api/nodes/{first.Node}")).Ok["parentId"].Text;
        Assert.NotEqual(outer, made);
        // The folder was made again: its old self needs another name.
        Assert.Contains("'path'", (await RestoreAsync(outer)).Is(409).Text);
        (await RestoreAsync(outer, """{"path":"kept/before"}""")).Is(200);
        Assert.Equal("before", (await _api.GetAsync($"/api/nodes/{outer}")).Ok["name"].Text);
        (await _api.GetAsync($"/api/nodes/{second.Node}")).Is(200);
        Assert.False((await _api.GraphAsync("""{ experiment(projectSlug: "p", experimentName: "kept/before/second") { id } }""")).Data["experiment"].IsNull);
    }

    [Fact]
    public async Task A_name_is_free_at_once_and_the_removed_one_comes_back_under_another()
    {
        var old = await RecordAsync("run");
        (await _api.DeleteAsync($"/api/nodes/{old.Node}?recursive=true")).Is(200);
        var another = await _api.OpenAsync("run");
        Assert.NotEqual(old.Node, another.Node);
        Assert.Contains("'run' is there again", (await RestoreAsync(old.Node)).Is(409).Text);
        (await RestoreAsync(old.Node, """{"path":"a//b"}""")).Is(400);
        Assert.Equal("run-before", (await RestoreAsync(old.Node, """{"path":"run-before"}""")).Ok["name"].Text);
        Assert.Equal(2, (await _api.GetAsync($"/api/experiments/{old.Id}/logs")).Ok["total"].Number);
        Assert.Equal(404, (await _api.GetAsync($"/api/experiments/{another.Id}/parameters")).Code);
    }

    [Fact]
    public async Task Who_may_edit_may_restore_and_purge_and_others_may_not()
    {
        var run = await RecordAsync("run");
        (await _api.DeleteAsync($"/api/nodes/{run.Node}?recursive=true")).Is(200);
        var (viewer, stranger) = (own.Server.NewUser(), own.Server.NewUser());
        Assert.NotNull((await _api.SendAsync(HttpMethod.Put, $"/api/namespaces/{_api.User}/members/{viewer.User}",
            new StringContent("""{"role":"viewer"}""", Encoding.UTF8, "application/json"))).Ok.Raw);
        Assert.Equal(1, (await viewer.GetAsync(Bin)).Ok["total"].Number);
        Assert.Equal(1, (await viewer.GetAsync("/api/recycle-bin")).Ok["total"].Number);
        (await viewer.PostAsync($"/api/nodes/{run.Node}/restore", "{}")).Is(403);
        (await viewer.DeleteAsync($"/api/nodes/{run.Node}?permanent=true")).Is(403);
        (await stranger.GetAsync(Bin)).Is(404);
        (await stranger.PostAsync($"/api/nodes/{run.Node}/restore", "{}")).Is(404);
        (await stranger.DeleteAsync($"/api/nodes/{run.Node}?permanent=true")).Is(404);
        Assert.Equal(0, (await stranger.GetAsync("/api/recycle-bin")).Ok["total"].Number);
    }

    [Fact]
    public async Task A_purge_frees_the_bytes_that_it_says_and_leaves_nothing_of_the_experiment()
    {
        var kept = await RecordAsync("kept");
        var run = await RecordAsync("run");
        var file = (await _api.GetAsync($"/api/search/files?experimentId={run.Id}")).Ok["files"][0]["id"].Text;
        // Removed by itself before: it goes with its experiment.
        (await _api.DeleteAsync($"/api/nodes/{file}")).Is(200);
        (await _api.DeleteAsync($"/api/nodes/{run.Node}?recursive=true")).Is(200);
        var (blobs, store) = (await BlobsAsync(), own.Server.Services.GetRequiredService<IMetadataStore>());
        var streams = await StreamBytesAsync(store);
        var freed = (long)(await _api.DeleteAsync($"/api/nodes/{run.Node}?permanent=true")).Ok["bytesFreed"].Number;

        var after = await BlobsAsync();
        Assert.True(blobs - after > _bytes.Length, $"{blobs} bytes of blobs before, {after} after.");
        Assert.Equal(freed, blobs - after + streams - await StreamBytesAsync(store));
        var stores = own.Server.Services.GetRequiredService<StoreCollections>();
        Assert.Empty(await stores.Metrics.ListAsync(run.Id, Cancel));
        Assert.Null(await stores.Parameters.GetAsync(run.Id, Cancel));
        Assert.Empty(await stores.Nodes.GetAsync([run.Node, file], Cancel));
        Assert.Equal(0, (await _api.GetAsync(Bin)).Ok["total"].Number);
        (await _api.DeleteAsync($"/api/nodes/{run.Node}?permanent=true")).Is(404);
        Assert.Equal(2, (await _api.GetAsync($"/api/experiments/{kept.Id}/logs")).Ok["total"].Number);
        Assert.Equal("12", (await _api.GetAsync($"/api/experiments/{kept.Id}/metrics/loss/stats")).Ok["totalDataPoints"].Text);
    }

    [Fact]
    public async Task What_has_been_in_the_bin_for_its_days_is_purged_and_what_has_not_stays()
    {
        var (old, young) = (await RecordAsync("old"), await RecordAsync("young"));
        var (clock, bin) = (own.Server.Clock, own.Server.Services.GetRequiredService<RecycleBin>());
        (await _api.DeleteAsync($"/api/nodes/{old.Node}?recursive=true")).Is(200);
        try
        {
            clock.Shift += TimeSpan.FromDays(29);
            (await _api.DeleteAsync($"/api/nodes/{young.Node}?recursive=true")).Is(200);
            await bin.PurgeDueAsync(Cancel);
            Assert.Equal(2, (await _api.GetAsync(Bin)).Ok["total"].Number);
            clock.Shift += TimeSpan.FromDays(1.01);
            await bin.PurgeDueAsync(Cancel);
            Assert.Equal(young.Node, Assert.Single((await _api.GetAsync(Bin)).Ok["entries"].All)["id"].Text);
            Assert.Null(await own.Server.Services.GetRequiredService<StoreCollections>().Nodes.GetAsync(old.Node, Cancel));
        }
        finally
        {
            clock.Shift = TimeSpan.Zero;
        }
    }

    /// <summary>Folders, experiments and removals at random, against a model that knows which removal took what.</summary>
    [Fact]
    public async Task Random_removals_and_restores_equal_a_model()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var project = await _api.ProjectAsync("p");
        var (parents, removals) = (new Dictionary<string, string?>(), new Dictionary<string, string[]>());
        for (var step = 0; step < 80; step++)
        {
            var live = parents.Keys.Except(removals.Values.SelectMany(taken => taken)).ToArray();
            if (random.Next(3) == 0 && removals.Count > 0)
            {
                var top = removals.Keys.ElementAt(random.Next(removals.Count));
                if (parents[top] is { } above && !live.Contains(above))
                    continue;
                (await RestoreAsync(top)).Is(200);
                removals.Remove(top);
            }
            else if (random.Next(3) == 0 && live.Length > 0)
            {
                var top = live[random.Next(live.Length)];
                var taken = new List<string> { top };
                for (var i = 0; i < taken.Count; i++)
                    taken.AddRange(live.Where(node => parents[node] == taken[i]));
                (await _api.DeleteAsync($"/api/nodes/{top}?recursive=true")).Is(200);
                removals.Add(top, [.. taken]);
            }
            else
            {
                var above = live.Length == 0 || random.Next(3) == 0 ? null : live[random.Next(live.Length)];
                parents.Add(await _api.FolderAsync(project, above ?? "ROOT", $"f{step}"), above);
            }
        }
        var gone = removals.Values.SelectMany(taken => taken).ToHashSet();
        foreach (var node in parents.Keys)
            Assert.True((await _api.GetAsync($"/api/nodes/{node}")).Code == (gone.Contains(node) ? 404 : 200), $"{node}, seed {seed}");
        Assert.Equal(
            removals.Select(r => $"{r.Key} {r.Value.Length}").Order(StringComparer.Ordinal),
            (await _api.GetAsync($"{Bin}?limit=1000")).Ok["entries"].All.Select(e => $"{e["id"].Text} {e["nodes"].Number}").Order(StringComparer.Ordinal));
    }

    private Task<Answer> RestoreAsync(string node, string body = "{}") => _api.PostAsync($"/api/nodes/{node}/restore", body);

    /// <summary>An experiment with a closed chunk, points in the stream, logs, parameters, and a file in a folder.</summary>
    private async Task<Run> RecordAsync(string name)
    {
        var run = await _api.OpenAsync(name);
        (await _api.PointsAsync(run, "loss", $"[{string.Join(',', Enumerable.Range(0, 12).Select(i => $$"""{"x":{{i}}}"""))}]")).Is(200);
        Assert.NotNull((await _api.PostAsync($"/api/experiments/{run.Id}/logs", """{"logs":[{"message":"a"},{"message":"b"}]}""")).Ok.Raw);
        Assert.NotNull((await _api.PostAsync($"/api/experiments/{run.Id}/parameters", """{"data":{"lr":0.1}}""")).Ok.Raw);
        Assert.NotNull((await _api.UploadAsync(run, "models/w.bin", _bytes)).Ok.Raw);
        var metrics = own.Server.Services.GetRequiredService<StoreCollections>().Metrics;
        for (var until = DateTimeOffset.UtcNow.AddSeconds(20); ; await Task.Delay(20, Cancel))
        {
            var metric = await metrics.GetByUniqueAsync(StoreCollections.DataUnique(run.Id, "loss"), Cancel);
            if (metric is { TotalChunks: 1, Lease: null, Due: null })
                return run;
            Assert.True(DateTimeOffset.UtcNow < until, "The chunk was not closed.");
        }
    }

    private async Task<long> BlobsAsync() =>
        await own.Server.Services.GetRequiredService<IBlobStore>().ListAsync(Cancel).Select(blob => blob.Size).SumAsync(Cancel);

    private static async Task<long> StreamBytesAsync(IMetadataStore store)
    {
        var bytes = 0L;
        await foreach (var stream in store.StreamsAsync(Cancel))
            bytes += await store.ReadAsync(stream, 0, long.MaxValue, Cancel).Select(batch => (long)batch.Lines.Length).SumAsync(Cancel);
        return bytes;
    }

    /// <summary>A server whose blobs nobody else adds to or removes.</summary>
    public sealed class OwnServer : IAsyncLifetime
    {
        public TestServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync() =>
            Server = await TestServer.StartAsync(null, ("CHUNK_SIZE", "10"), ("CHUNK_GRACE", "0s"), ("CHUNK_TAIL", "0"));

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
