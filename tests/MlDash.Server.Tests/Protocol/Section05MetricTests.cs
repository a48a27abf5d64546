namespace MlDash.Server.Tests;

/// <summary>Section 5: metrics, hot and cold.</summary>
public sealed class Section05MetricTests(SharedServer shared)
{
    private const int Size = SharedServer.ChunkSize;
    private readonly Api _api = shared.Server.NewUser();

    [Fact]
    public async Task One_point_answers_its_index_as_text()
    {
        var run = await _api.OpenAsync();
        await _api.PointsAsync(run, "m", Points(0, 7));
        var answer = (await _api.PostAsync($"/api/experiments/{run.Id}/metrics/m/append", """{"data":{"x":7}}""")).Ok;
        Assert.Equal(("7", "8", Size), (answer["index"].Text, answer["bufferedDataPoints"].Text, answer["chunkSize"].Number));
    }

    [Fact]
    public async Task A_batch_answers_first_and_last_index_as_text()
    {
        var run = await _api.OpenAsync();
        var answer = (await _api.PointsAsync(run, "m", Points(0, 4))).Ok;
        Assert.Equal(("0", "3", 4, "4"), (answer["startIndex"].Text, answer["endIndex"].Text, answer["count"].Number, answer["bufferedDataPoints"].Text));
        Assert.NotEmpty(answer["metricId"].Text);
    }

    [Fact]
    public async Task Data_is_paged_by_index()
    {
        var run = await _api.OpenAsync();
        await _api.PointsAsync(run, "m", Points(0, 5));
        var page = (await _api.GetAsync(Path(run, "m/data?startIndex=1&limit=2"))).Ok;
        Assert.Equal(["1", "2"], page["data"].All.Select(p => p["index"].Text));
        Assert.Equal(1, page["data"][0]["data"]["x"].Number);
        Assert.NotEmpty(page["data"][0]["createdAt"].Text);
        Assert.Equal(
            (1, 2, 2, true, "5"),
            (page["startIndex"].Number, page["endIndex"].Number, page["total"].Number, page["hasMore"].True, page["totalDataPoints"].Text));
        var beyond = (await _api.GetAsync(Path(run, "m/data?startIndex=9"))).Ok;
        Assert.Equal((0, false), (beyond["total"].Number, beyond["hasMore"].True));
    }

    [Fact]
    public async Task Stats_count_in_text_and_chunks_in_numbers()
    {
        var run = await _api.OpenAsync();
        (await _api.PostAsync(
            Path(run, "m/append-batch"), $$"""{"dataPoints":{{Points(0, (2 * Size) + 3)}},"description":"d","tags":["t"],"metadata":{"unit":"s"} }""")).Is(200);
        var stats = (await _api.GetAsync(Path(run, "m/stats"))).Ok;
        Assert.Equal(("m", "d", "23", "3", "20"), (stats["name"].Text, stats["description"].Text,
            stats["totalDataPoints"].Text, stats["bufferedDataPoints"].Text, stats["chunkedDataPoints"].Text));
        Assert.Equal((2, Size), (stats["totalChunks"].Number, stats["chunkSize"].Number));
        Assert.Equal("""["t"]""", stats["tags"].Raw);
        Assert.Equal("""{"unit":"s"}""", stats["metadata"].Raw);
        foreach (var time in (string[])["firstDataAt", "lastDataAt", "createdAt", "updatedAt"])
            Assert.EndsWith("Z", stats[time].Text, StringComparison.Ordinal);
        (await _api.PointsAsync(run, "m", Points(0, 1))).Is(200);
        Assert.Equal("d", (await _api.GetAsync(Path(run, "m/stats"))).Ok["description"].Text);
    }

    [Fact]
    public async Task The_list_holds_every_metric()
    {
        var run = await _api.OpenAsync();
        Assert.Equal(0, (await _api.GetAsync($"/api/experiments/{run.Id}/metrics")).Ok["metrics"].Count);
        await _api.PointsAsync(run, "train/loss", Points(0, 2));
        await _api.PointsAsync(run, "None", Points(0, 1));
        var list = (await _api.GetAsync($"/api/experiments/{run.Id}/metrics")).Ok["metrics"];
        Assert.Equal(["None:1", "train/loss:2"], list.All.Select(m => $"{m["name"].Text}:{m["totalDataPoints"].Text}"));
    }

    [Fact]
    public async Task An_unknown_metric_or_chunk_is_404()
    {
        var run = await _api.OpenAsync();
        (await _api.GetAsync(Path(run, "m/stats"))).Is(404);
        await _api.PointsAsync(run, "m", Points(0, 1));
        (await _api.GetAsync(Path(run, "m/chunks/0"))).Is(404);
        (await _api.GetAsync(Path(run, "m"))).Is(404);
    }

    [Fact]
    public async Task The_download_recipe_gives_every_point_once_also_when_a_chunk_closes_on_the_way()
    {
        var run = await _api.OpenAsync();
        await _api.PointsAsync(run, "m", Points(0, (2 * Size) + 5));
        var chunks = (int)(await _api.GetAsync(Path(run, "m/stats"))).Ok["totalChunks"].Number;
        await _api.PointsAsync(run, "m", Points(25, Size));
        var seen = new SortedDictionary<int, double>();
        for (var k = 0; k < chunks; k++)
        {
            var chunk = (await _api.GetAsync(Path(run, $"m/chunks/{k}"))).Ok;
            Assert.Equal(
                (k, k * Size, ((k + 1) * Size) - 1, Size),
                (chunk["chunkNumber"].Number, chunk["startIndex"].Number, chunk["endIndex"].Number, chunk["dataCount"].Number));
            Add(chunk);
        }
        Add((await _api.GetAsync(Path(run, "m/data?bufferOnly=true"))).Ok);
        Assert.Equal(Enumerable.Range(0, 35), seen.Keys);
        Assert.All(seen, p => Assert.Equal(p.Key, p.Value));

        void Add(Json answer)
        {
            foreach (var point in answer["data"].All)
                seen[int.Parse(point["index"].Text)] = point["data"]["x"].Number;
        }
    }

    [Fact]
    public async Task The_points_of_a_closed_chunk_leave_the_hot_store_after_fifteen_minutes()
    {
        await using var server = await TestServer.StartAsync(null, ("CHUNK_SIZE", "10"));
        var api = server.NewUser();
        var run = await api.OpenAsync();
        for (var i = 0; i < 12; i++)
            await api.PointsAsync(run, "m", Points(i, 1));
        async Task<double> Hot() => (await api.GetAsync(Path(run, "m/data?bufferOnly=true"))).Ok["total"].Number;
        Assert.Equal(12, await Hot());
        server.Clock.Shift = TimeSpan.FromMinutes(14);
        Assert.Equal(12, await Hot());
        server.Clock.Shift = TimeSpan.FromMinutes(16);
        Assert.Equal(2, await Hot());
        await Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<Metrics.ChunkClosing>(server.Services)
            .CatchUpAsync(TestContext.Current.CancellationToken);
        var all = (await api.GetAsync(Path(run, "m/data"))).Ok;
        Assert.Equal(Enumerable.Range(0, 12), all["data"].All.Select(p => (int)p["data"]["x"].Number));
        Assert.Equal("12", (await api.PointsAsync(run, "m", Points(12, 1))).Ok["startIndex"].Text);
    }

    [Fact]
    public async Task Indexes_are_gap_free_and_a_reader_sees_each_point_once_while_eight_writers_close_chunks()
    {
        var run = await _api.OpenAsync();
        await _api.PointsAsync(run, "m", "[]");
        using var done = new CancellationTokenSource();
        var reading = Task.Run(async () =>
        {
            var reads = 0;
            while (!done.IsCancellationRequested)
            {
                var page = (await _api.GetAsync(Path(run, "m/data?limit=10000"))).Ok;
                Assert.Equal(Enumerable.Range(0, (int)page["total"].Number).Select(i => i.ToString()), page["data"].All.Select(p => p["index"].Text));
                var stats = (await _api.GetAsync(Path(run, "m/stats"))).Ok;
                Assert.Equal(
                    int.Parse(stats["totalDataPoints"].Text), int.Parse(stats["bufferedDataPoints"].Text) + int.Parse(stats["chunkedDataPoints"].Text));
                reads++;
            }
            return reads;
        });
        await Parallel.ForEachAsync(Enumerable.Range(0, 200), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
            (await _api.PointsAsync(run, "m", Points(i * 3, 3))).Is(200));
        await done.CancelAsync();
        Assert.True(await reading > 0);
        var all = (await _api.GetAsync(Path(run, "m/data?limit=10000"))).Ok["data"].All.Select(p => (int)p["data"]["x"].Number).ToList();
        Assert.Equal(Enumerable.Range(0, 600), all.Order());
    }

    [Fact]
    public async Task A_page_reads_across_cold_and_hot_points()
    {
        var run = await _api.OpenAsync();
        await _api.PointsAsync(run, "m", Points(0, 25));
        var page = (await _api.GetAsync(Path(run, "m/data?startIndex=8&limit=14"))).Ok;
        Assert.Equal(Enumerable.Range(8, 14), page["data"].All.Select(p => (int)p["data"]["x"].Number));
    }

    private static string Points(int from, int count) => $"[{string.Join(",", Enumerable.Range(from, count).Select(i => $$"""{"x":{{i}},"_ts":1.5}"""))}]";

    private static string Path(Run run, string rest) => $"/api/experiments/{run.Id}/metrics/{rest}";
}
