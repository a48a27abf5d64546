using Microsoft.Extensions.DependencyInjection;
using MlDash.Server.Removal;
using MlDash.Server.Stores;

namespace MlDash.Server.Tests;

/// <summary>The recycle bin when several servers work at the same entries, and what a token for one project may do with it.</summary>
public sealed class RecycleBinRaceTests(SharedServer shared)
{
    private readonly Api _api = shared.Server.NewUser();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_for_a_project_sees_and_changes_the_bin_of_that_project_alone()
    {
        var (own, other) = (await RecordAsync(_api, "run-1", "mine"), await RecordAsync(_api, "run-2", "other"));
        foreach (var run in (Run[])[own, other])
            (await _api.DeleteAsync($"/api/nodes/{run.Node}?recursive=true")).Is(200);
        var text = (await _api.PostAsync("/api/auth/tokens", $$"""{"scope":"write","projects":["{{_api.User}}/mine"]}""")).Is(201).Json["ml_dash_token"].Text;
        var token = new Api(shared.Server.Url, _api.User, text);
        foreach (var bin in (string[])[$"/api/namespaces/{_api.User}/recycle-bin", "/api/recycle-bin"])
            Assert.Equal(["run-1"], (await token.GetAsync(bin)).Ok["entries"].All.Select(e => e["name"].Text));
        (await token.GetAsync($"/api/namespaces/{_api.User}/recycle-bin?project=other")).Is(404);
        (await token.PostAsync($"/api/nodes/{other.Node}/restore", "{}")).Is(404);
        (await token.DeleteAsync($"/api/nodes/{other.Node}?permanent=true")).Is(404);
        (await token.PostAsync($"/api/nodes/{own.Node}/restore", "{}")).Is(200);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Three_servers_that_remove_restore_and_purge_at_once_leave_each_experiment_whole_or_gone(bool isShared)
    {
        var folder = Directory.CreateTempSubdirectory("mldash-bins-").FullName;
        (string, string)[] settings = [("RECYCLE_DAYS", "0"), ("KEY_LEASE", "1s"), .. BothStores.Of(isShared)];
        var servers = new List<TestServer>();
        for (var i = 1; i <= 3; i++)
            servers.Add(await TestServer.StartAsync(folder, [.. settings, ("WORKER_ID", $"{i}")]));
        var apis = servers.Select(server => server.As("alice")).ToArray();
        var runs = new List<Run>();
        for (var i = 0; i < 12; i++)
            runs.Add(await RecordAsync(apis[0], $"run-{i}", "p"));
        var before = await SeenAsync(apis[0], runs[0]);
        await Parallel.ForEachAsync(Enumerable.Range(0, 3 * runs.Count), new ParallelOptions { MaxDegreeOfParallelism = 9 }, async (i, _) =>
        {
            var (api, run, bin) = (apis[i % 3], runs[i / 3], servers[i % 3].Services.GetRequiredService<RecycleBin>());
            await api.DeleteAsync($"/api/nodes/{run.Node}?recursive=true");
            await Task.WhenAll(api.PostAsync($"/api/nodes/{run.Node}/restore", "{}"), i % 4 == 0 ? bin.PurgeDueAsync(Cancel) : bin.FinishAsync(Cancel));
        });
        await servers[1].Services.GetRequiredService<RecycleBin>().FinishAsync(Cancel);

        var (whole, binned, gone) = (0, 0, 0);
        var inBin = (await apis[2].GetAsync("/api/recycle-bin?limit=100")).Ok["entries"].All.Select(e => e["id"].Text).ToHashSet();
        foreach (var run in runs)
        {
            var isLive = (await apis[1].GetAsync($"/api/nodes/{run.Node}")).Code == 200;
            if (!isLive && inBin.Contains(run.Node))
            {
                (await apis[1].PostAsync($"/api/nodes/{run.Node}/restore", "{}")).Is(200);
                (isLive, binned) = (true, binned + 1);
            }
            if (isLive)
                Assert.Equal(before, await SeenAsync(apis[2], run));
            (whole, gone) = isLive ? (whole + 1, gone) : (whole, gone + 1);
        }
        Assert.Equal(runs.Count, whole + gone);
        // Nothing is left of those that are gone: as much is there as of the whole ones alone.
        Assert.Equal(whole * 5L, await FileBytesAsync(servers[0]));
        foreach (var server in servers)
            await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<Run> RecordAsync(Api api, string name, string project)
    {
        var run = await api.OpenAsync(name, project);
        (await api.PointsAsync(run, "loss", """[{"v":1},{"v":2},{"v":3},{"v":4}]""")).Is(200);
        (await api.PostAsync($"/api/experiments/{run.Id}/logs", """{"logs":[{"message":"a"},{"message":"b"}]}""")).Is(200);
        (await api.PostAsync($"/api/experiments/{run.Id}/parameters", """{"data":{"lr":0.1}}""")).Is(200);
        (await api.PostAsync($"/api/experiments/{run.Id}/tracks/pose/append", """{"timestamp":1.5,"x":1}""")).Is(200);
        (await api.UploadAsync(run, "models/w.bin", [1, 2, 3, 4, 5])).Is(200);
        return run;
    }

    /// <summary>What a reader sees of an experiment, without what names and times it has.</summary>
    private static async Task<string> SeenAsync(Api api, Run run) => string.Join('\n',
        string.Join(' ', (await api.GetAsync($"/api/experiments/{run.Id}/metrics/loss/data")).Ok["data"].All.Select(p => p["data"].Raw)),
        string.Join(' ', (await api.GetAsync($"/api/experiments/{run.Id}/logs")).Ok["logs"].All.Select(l => l["message"].Text)),
        (await api.GetAsync($"/api/experiments/{run.Id}/parameters")).Ok["data"].Raw,
        string.Join(' ', (await api.GetAsync($"/api/experiments/{run.Id}/tracks/pose/data")).Ok["entries"].All.Select(e => e["timestamp"].Raw)),
        string.Join(' ', (await api.GetAsync($"/api/search/files?limit=100&experimentId={run.Id}")).Ok["files"].All.Select(f => f["path"].Text)));

    private static async Task<long> FileBytesAsync(TestServer server) => (await server.Services.GetRequiredService<IBlobStore>().ListAsync(Cancel)
        .Where(blob => blob.Key.StartsWith(BlobKeys.Files, StringComparison.Ordinal)).ToListAsync(Cancel)).Sum(blob => blob.Size);
}
