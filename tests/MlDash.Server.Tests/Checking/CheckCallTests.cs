using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using MlDash.Protocol;
using MlDash.Server.Documents;
using MlDash.Server.Identity;
using MlDash.Server.Stores;

namespace MlDash.Server.Tests;

/// <summary>The call that checks all that a running server holds, for its administrators.</summary>
public sealed class CheckCallTests : IAsyncLifetime
{
    private TestServer _server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(null, ("ADMINS", "root, boss"), ("CHUNK_SIZE", "5"));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task What_is_damaged_is_said_while_others_record()
    {
        var api = _server.As("alice");
        var run = await api.OpenAsync();
        for (var i = 0; i < 4; i++)
            (await api.PointsAsync(run, "m", """[{"x":1},{"x":2},{"x":3}]""")).Is(200);
        var file = (await api.UploadAsync(run, "w.bin", [1, 2, 3])).Ok["physicalFile"]["id"].Text;
        using var end = new CancellationTokenSource();
        var recording = RecordAsync(api, run, end.Token);
        Assert.Equal(["End"], Kinds(await CheckAsync()));

        var blobs = _server.Services.GetRequiredService<IBlobStore>();
        await blobs.PutAsync($"files/{file}", new MemoryStream([1, 2, 4]), Cancel);
        var metric = await _server.Services.GetRequiredService<StoreCollections>().Metrics.GetByUniqueAsync(StoreCollections.DataUnique(run.Id, "m"), Cancel);
        await blobs.DeleteAsync(metric!.ChunkKey(0), Cancel);
        Assert.Equal(["ChunkDamaged", "FileChanged", "End"], Kinds(await CheckAsync()));
        await end.CancelAsync();
        await recording;
    }

    [Fact]
    public async Task What_is_in_the_recycle_bin_is_no_damage_when_its_folder_is_gone_for_good()
    {
        var api = _server.As("alice");
        var file = (await api.UploadAsync(await api.OpenAsync(), "folder/w.bin", [1, 2, 3])).Ok["node"]["id"].Text;
        var folder = (await api.GetAsync($"/api/nodes/{file}")).Ok["parentId"].Text;
        (await api.DeleteAsync($"/api/nodes/{file}")).Is(200);
        (await api.DeleteAsync($"/api/nodes/{folder}?permanent=true")).Is(200);
        Assert.Equal(["End"], Kinds(await CheckAsync()));
        (await api.PostAsync($"/api/nodes/{file}/restore", "{}")).Is(200);
        Assert.Equal(["End"], Kinds(await CheckAsync()));
    }

    [Fact]
    public async Task Only_administrators_with_a_token_for_it_may_call_it()
    {
        (await _server.As("alice").GetAsync("/api/admin/check")).Is(403);
        Assert.Equal(WireErrors.OutOfScope, (await _server.As("boss").GetAsync("/api/admin/check")).Is(403).Json["error"].Text);
        (await _server.Anonymous(await TokenAsync("alice")).GetAsync("/api/admin/check")).Is(403);
    }

    private async Task<string> CheckAsync() => (await _server.Anonymous(await TokenAsync("root")).GetAsync("/api/admin/check")).Is(200).Text;

    private async Task<string> TokenAsync(string user)
    {
        var users = _server.Services.GetRequiredService<Users>();
        await users.EnsureAsync(TokenIdentity.OfName(user), Cancel);
        return (await _server.Services.GetRequiredService<Tokens>()
            .IssueAsync(await users.GetAsync(user, Cancel), "test", life: null, TokenOrigin.OfServer, TokenScope.Widest, Cancel)).Text;
    }

    private static async Task RecordAsync(Api api, Run run, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            (await api.PointsAsync(run, "busy", """[{"x":1},{"x":2},{"x":3}]""")).Is(200);
            (await api.PostAsync($"/api/experiments/{run.Id}/logs", """{"logs":[{"message":"line"}]}""")).Is(200);
        }
    }

    private static string[] Kinds(string lines) =>
        [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("kind").GetString()!)];
}
