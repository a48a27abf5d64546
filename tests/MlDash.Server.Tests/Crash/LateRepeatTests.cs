using Microsoft.Extensions.DependencyInjection;
using MlDash.Server.Metrics;
using MlDash.Server.Removal;
using MlDash.Server.Stores;

namespace MlDash.Server.Tests;

/// <summary>A server died between writing a batch and keeping its answer, and the client, which had no network meanwhile, comes back much later.</summary>
public sealed class LateRepeatTests : IAsyncLifetime
{
    private const int ChunkSize = 10;
    private static readonly (string, string) _key = ("Idempotency-Key", "asked-again-late");
    private static readonly string _batch = $"[{string.Join(",", Enumerable.Range(0, ChunkSize).Select(i => $$"""{"x":{{i}}}"""))}]";
    private TestServer _server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IMetadataStore Store => _server.Services.GetRequiredService<IMetadataStore>();

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(null, ("CHUNK_SIZE", ChunkSize.ToString()));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_repeat_that_comes_after_the_points_were_packed_and_trimmed_writes_nothing()
    {
        var api = _server.NewUser();
        var run = await api.OpenAsync();
        Assert.Equal("0", (await api.PointsAsync(run, "m", _batch, _key)).Ok["startIndex"].Text);
        await LoseAnswerAndTrimAsync(api, run, TimeSpan.FromHours(23));

        Assert.Equal("0", (await api.PointsAsync(run, "m", _batch, _key)).Ok["startIndex"].Text);
        Assert.Equal("11", (await api.GetAsync($"/api/experiments/{run.Id}/metrics/m/stats")).Ok["totalDataPoints"].Text);
        var points = (await api.GetAsync($"/api/experiments/{run.Id}/metrics/m/data?limit=100")).Ok["data"].All.Select(p => p["data"]["x"].Raw);
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "99"], points);
    }

    [Fact]
    public async Task After_a_day_what_told_the_repeat_is_forgotten_though_the_metric_got_no_more_points()
    {
        var api = _server.NewUser();
        var run = await api.OpenAsync();
        await api.PointsAsync(run, "m", _batch, _key);
        var stream = await LoseAnswerAndTrimAsync(api, run, TimeSpan.FromHours(1));
        Assert.Single(await Store.TrimmedAsync(stream, 0, long.MaxValue, Cancel).ToListAsync(Cancel));

        _server.Clock.Shift = TimeSpan.FromHours(25);
        using var housekeeping = ActivatorUtilities.CreateInstance<Housekeeping>(_server.Services);
        await housekeeping.StartAsync(Cancel);
        for (var i = 0; i < 100 && await Store.TrimmedAsync(stream, 0, long.MaxValue, Cancel).AnyAsync(Cancel); i++)
            await Task.Delay(100, Cancel);
        await housekeeping.StopAsync(Cancel);
        Assert.Empty(await Store.TrimmedAsync(stream, 0, long.MaxValue, Cancel).ToListAsync(Cancel));
        Assert.Equal("11", (await api.GetAsync($"/api/experiments/{run.Id}/metrics/m/stats")).Ok["totalDataPoints"].Text);
    }

    private async Task<string> LoseAnswerAndTrimAsync(Api api, Run run, TimeSpan later)
    {
        await Store.DeleteBelowAsync(DocumentKind.Idempotency, "9", Cancel);
        // The last batch of a stream is never trimmed.
        await api.PointsAsync(run, "m", """[{"x":99}]""");
        _server.Clock.Shift = later;
        await _server.Services.GetRequiredService<ChunkClosing>().CatchUpAsync(Cancel);
        var stream = await Store.StreamsAsync(Cancel).SingleAsync(Cancel);
        Assert.Equal(ChunkSize, (await Store.ReadAsync(stream, 0, long.MaxValue, Cancel).FirstAsync(Cancel)).Start);
        return stream;
    }
}
