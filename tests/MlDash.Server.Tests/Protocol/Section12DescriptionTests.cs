namespace MlDash.Server.Tests;

/// <summary>Section 12: metrics and tracks described page by page, and metrics with their last points.</summary>
public sealed class Section12DescriptionTests(SharedServer shared)
{
    private readonly Api _api = shared.Server.NewUser();

    [Fact]
    public async Task Named_metrics_come_with_count_and_last_point_in_one_answer()
    {
        var run = await FilledAsync("a", "b/c", "d,e", "f");
        (await _api.PostAsync(
            $"{Path(run)}/metrics/b/c/append-batch",
            """{"dataPoints":[{"x":2},{"x":3,"deep":[1]}],"description":"d","tags":["t"],"metadata":{"k":1}}""")).Is(200);
        var list = (await _api.GetAsync($"{Path(run)}/metrics?last=true&names=b%2Fc,none&name=d%2Ce")).Ok;
        Assert.Equal("b/c,d,e", Names(list["metrics"], "name"));
        Assert.Equal((2, false, true), (list["total"].Number, list["hasMore"].True, list["nextCursor"].IsNull));
        var (metric, stats) = (list["metrics"][0], (await _api.GetAsync($"{Path(run)}/metrics/b/c/stats")).Ok);
        foreach (var member in (string[])[
            "metricId",
            "name",
            "description",
            "tags",
            "metadata",
            "totalDataPoints",
            "chunkSize",
            "firstDataAt",
            "lastDataAt",
            "createdAt",
            "updatedAt"
        ])
            Assert.Equal((member, stats[member].Raw), (member, metric[member].Raw));
        Assert.Equal(("2", """{"x":3,"deep":[1]}"""), (metric["lastPoint"]["index"].Text, metric["lastPoint"]["data"].Raw));
        Assert.Equal((await _api.GetAsync($"{Path(run)}/metrics/b/c/data?startIndex=2")).Ok["data"][0].Raw, metric["lastPoint"].Raw);
    }

    [Theory]
    [InlineData(SharedServer.ChunkSize - 1)]
    [InlineData(SharedServer.ChunkSize)]
    [InlineData((2 * SharedServer.ChunkSize) + 1)]
    public async Task The_last_point_is_the_last_one_wherever_chunks_end(int points)
    {
        var run = await _api.OpenAsync();
        (await _api.PointsAsync(run, "m", $"[{string.Join(",", Enumerable.Range(0, points).Select(i => $$"""{"x":{{i}}}"""))}]")).Is(200);
        var metric = (await _api.GetAsync($"{Path(run)}/metrics?last=true")).Ok["metrics"][0];
        Assert.Equal(
            ($"{points}", $"{points - 1}", points - 1),
            (metric["totalDataPoints"].Text, metric["lastPoint"]["index"].Text, metric["lastPoint"]["data"]["x"].Number));
    }

    [Fact]
    public async Task A_metric_without_points_has_no_last_one_and_a_list_without_last_has_the_members_it_always_had()
    {
        var run = await FilledAsync("a");
        (await _api.PointsAsync(run, "empty", "[]")).Is(200);
        var empty = (await _api.GetAsync($"{Path(run)}/metrics?last=true&name=empty")).Ok["metrics"][0];
        Assert.Equal(("0", false, false), (empty["totalDataPoints"].Text, empty.Has("lastPoint"), empty.Has("lastDataAt")));
        var list = (await _api.GetAsync($"{Path(run)}/metrics")).Ok;
        Assert.All(list["metrics"].All, m => Assert.Equal("metricId,name,description,tags,totalDataPoints,createdAt", string.Join(",", m.Names)));
        Assert.Equal("metrics,total,hasMore,nextCursor", string.Join(",", list.Names));
    }

    [Theory]
    [InlineData("metrics", "name")]
    [InlineData("tracks", "topic")]
    public async Task Lists_are_turned_page_by_page_in_the_order_of_names(string kind, string name)
    {
        string[] names = ["b", "a/x", "C", "ä", "a"];
        var run = kind == "metrics" ? await FilledAsync(names) : await _api.OpenAsync();
        foreach (var topic in kind == "tracks" ? names : [])
            (await _api.PostAsync($"{Path(run)}/tracks/{Uri.EscapeDataString(topic)}/append", """{"timestamp":1,"data":{}}""")).Is(200);
        var (seen, cursor) = (new List<string>(), "");
        for (var pages = 0; pages < 3; pages++)
        {
            var page = (await _api.GetAsync($"{Path(run)}/{kind}?limit=2&cursor={Uri.EscapeDataString(cursor)}")).Ok;
            seen.AddRange(page[kind].All.Select(m => m[name].Text));
            Assert.Equal((5, pages < 2), (page["total"].Number, page["hasMore"].True));
            cursor = pages < 2 ? page["nextCursor"].Text : "";
        }
        Assert.Equal(["C", "a", "a/x", "b", "ä"], seen);
        Assert.Equal("C,a,a/x,b,ä", Names((await _api.GetAsync($"{Path(run)}/{kind}")).Ok[kind], name));
        foreach (var wrong in (string[])["limit=0", "limit=x"])
            (await _api.GetAsync($"{Path(run)}/{kind}?{wrong}")).Is(400);
    }

    [Fact]
    public async Task A_filter_of_topics_is_turned_page_by_page_too()
    {
        var run = await _api.OpenAsync();
        foreach (var topic in (string[])["robot/b", "robot/a", "other"])
            (await _api.PostAsync($"{Path(run)}/tracks/{Uri.EscapeDataString(topic)}/append", """{"timestamp":1,"data":{}}""")).Is(200);
        var page = (await _api.GetAsync($"{Path(run)}/tracks?topic=robot/*&limit=1")).Ok;
        Assert.Equal(("robot/a", 2, "robot/a"), (Names(page["tracks"], "topic"), page["total"].Number, page["nextCursor"].Text));
    }

    [Fact]
    public async Task More_names_than_one_request_takes_are_400()
    {
        var run = await _api.OpenAsync();
        (await _api.GetAsync($"{Path(run)}/metrics?names={string.Join(",", Enumerable.Range(0, 1000))}")).Is(200);
        (await _api.GetAsync($"{Path(run)}/metrics?names={string.Join(",", Enumerable.Range(0, 1001))}")).Is(400);
        (await _api.GetAsync($"{Path(run)}/metrics?last=perhaps")).Is(400);
    }

    [Fact]
    public async Task Describing_one_metric_costs_the_same_among_many()
    {
        await using var counting = await CountingServer.StartAsync();
        var api = counting.Server.NewUser();
        var run = await api.OpenAsync();
        (await api.PointsAsync(run, "wanted", """[{"x":1}]""")).Is(200);
        Task<(long, long, long, long)> ReadsAsync() =>
            counting.ReadByAsync(async () => (await api.GetAsync($"{Path(run)}/metrics?name=wanted&last=true")).Is(200));
        await ReadsAsync();
        var alone = await ReadsAsync();
        await Parallel.ForAsync(0, 50, async (i, _) => (await api.PointsAsync(run, $"m{i}", """[{"x":1}]""")).Is(200));
        Assert.Equal(alone, await ReadsAsync());
    }

    private async Task<Run> FilledAsync(params string[] metrics)
    {
        var run = await _api.OpenAsync();
        foreach (var metric in metrics)
            (await _api.PointsAsync(run, metric, """[{"x":1}]""")).Is(200);
        return run;
    }

    private static string Path(Run run) => $"/api/experiments/{run.Id}";

    private static string Names(Json list, string member) => string.Join(",", list.All.Select(m => m[member].Text));
}
