using System.Text;
using Microsoft.Extensions.DependencyInjection;
using MlDash.Server.Documents;
using MlDash.Server.Removal;
using MlDash.Server.Stores;

namespace MlDash.Server.Tests;

/// <summary>Three servers on one database and one bucket work with one recycle bin at once.</summary>
public sealed class RecycleBinServersTests : IAsyncLifetime
{
    private const int Experiments = 12;
    private readonly List<TestServer> _servers = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var settings = BothStores.Of(shared: true);
        for (var i = 0; i < 3; i++)
            _servers.Add(await TestServer.StartAsync(null, [.. settings, ("WORKER_ID", i.ToString())]));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
            await server.DisposeAsync();
    }

    [Fact]
    public async Task Each_entry_is_restored_whole_or_purged_whole()
    {
        var apis = _servers.Select(server => server.As("alice")).ToArray();
        var runs = await DeletedAsync(apis[0]);
        var ends = await Task.WhenAll(runs.Select(async run =>
        {
            var answers = await Task.WhenAll(
                apis[0].DeleteAsync($"/api/nodes/{run.Node}?permanent=true"),
                apis[1].PostAsync($"/api/nodes/{run.Node}/restore", "{}"),
                apis[2].DeleteAsync($"/api/nodes/{run.Node}?permanent=true"));
            var isBack = answers[1].Code == 200;
            Assert.True(answers.All(a => a.Code is 200 or 404 or 409), string.Join(", ", answers.Select(a => $"{a.Code} {a.Text}")));
            Assert.True(isBack != (answers[0].Code == 200 || answers[2].Code == 200), string.Join(", ", answers.Select(a => $"{a.Code} {a.Text}")));
            return (Run: run, IsBack: isBack);
        }));
        foreach (var (run, isBack) in ends)
        {
            (await apis[2].GetAsync($"/api/nodes/{run.Node}")).Is(isBack ? 200 : 404);
            if (isBack)
                Assert.Equal(2, (await apis[2].GetAsync($"/api/search/files?experimentId={run.Id}")).Ok["total"].Number);
        }
        await NothingElseIsLeftAsync(apis[0], 2 * ends.Count(end => end.IsBack));
    }

    [Fact]
    public async Task Their_housekeeping_purges_what_is_due_at_once()
    {
        var api = _servers[0].As("alice");
        await DeletedAsync(api);
        foreach (var server in _servers)
            server.Clock.Shift = TimeSpan.FromDays(31);
        await Task.WhenAll(_servers.Select(server => server.Services.GetRequiredService<RecycleBin>().PurgeDueAsync(Cancel)));
        foreach (var server in _servers)
            server.Clock.Shift = TimeSpan.Zero;
        await NothingElseIsLeftAsync(api, 0);
    }

    private async Task NothingElseIsLeftAsync(Api api, int blobs)
    {
        var services = _servers[0].Services;
        Assert.Equal(0, (await api.GetAsync("/api/recycle-bin")).Ok["total"].Number);
        Assert.Empty(await services.GetRequiredService<StoreCollections>().Nodes.HeadsAsync(StoreCollections.RecycleWorkKey, Cancel));
        Assert.Equal(blobs, await services.GetRequiredService<IBlobStore>().ListAsync(Cancel).CountAsync(Cancel));
    }

    /// <summary>Experiments with two files each, in the bin.</summary>
    private static async Task<Run[]> DeletedAsync(Api api)
    {
        var runs = new List<Run>();
        for (var i = 0; i < Experiments; i++)
        {
            var run = await api.OpenAsync($"run-{i}");
            foreach (var file in (string[])["a/f", "g"])
                Assert.NotNull((await api.UploadAsync(run, file, Encoding.UTF8.GetBytes($"{file} of {i}"))).Ok["node"]["id"].Text);
            (await api.DeleteAsync($"/api/nodes/{run.Node}?recursive=true")).Is(200);
            runs.Add(run);
        }
        return [.. runs];
    }
}
