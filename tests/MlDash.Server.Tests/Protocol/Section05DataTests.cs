namespace MlDash.Server.Tests;

/// <summary>Section 5: logs and parameters.</summary>
public sealed class Section05DataTests(SharedServer shared)
{
    private readonly Api _api = shared.Server.NewUser();

    [Fact]
    public async Task Logs_answer_the_sequence_numbers_they_got()
    {
        var run = await _api.OpenAsync();
        await LogAsync(run, ("a", "info", "2026-01-01T00:00:00Z"));
        var answer = await LogAsync(run, ("b", "info", "2026-01-01T00:00:01Z"), ("c", "warn", "2026-01-01T00:00:02Z"));
        Assert.Equal((2, 1, 2, run.Id), (answer["created"].Number, answer["startSequence"].Number, answer["endSequence"].Number, answer["experimentId"].Text));
    }

    [Fact]
    public async Task Logs_come_back_with_message_level_timestamp_and_metadata()
    {
        var run = await _api.OpenAsync();
        (await _api.PostAsync(
            Logs(run), """{"logs":[{"timestamp":"2026-01-31T12:34:56.000001Z","level":"info","message":"epoch\ndone","metadata":{"epoch":3}}]}""")).Is(200);
        var log = (await _api.GetAsync(Logs(run))).Ok["logs"][0];
        Assert.Equal(("epoch\ndone", "info", "2026-01-31T12:34:56.000001Z"), (log["message"].Text, log["level"].Text, log["timestamp"].Text));
        Assert.Equal("""{"epoch":3}""", log["metadata"].Raw);
        Assert.Equal(0, log["sequenceNumber"].Number);
        Assert.NotEmpty(log["id"].Text);
    }

    [Theory]
    [InlineData("", "a,b,C,d", 4, false)]
    [InlineData("?limit=2", "a,b", 4, true)]
    [InlineData("?limit=2&offset=2&orderBy=sequenceNumber&order=asc", "C,d", 4, false)]
    [InlineData("?order=desc&limit=3", "d,C,b", 4, true)]
    [InlineData("?order=desc&limit=3&offset=3", "a", 4, false)]
    [InlineData("?orderBy=timestamp", "d,a,b,C", 4, false)]
    [InlineData("?orderBy=timestamp&order=desc&limit=1", "C", 4, true)]
    [InlineData("?level=warn,error", "b,d", 2, false)]
    [InlineData("?startTime=2026-01-01T00:00:01Z&endTime=2026-01-01T00:00:02Z", "a,b", 2, false)]
    [InlineData("?search=c", "C", 1, false)]
    [InlineData("?offset=9", "", 4, false)]
    public async Task Logs_are_paged_ordered_and_filtered(string query, string messages, int total, bool hasMore)
    {
        var run = await _api.OpenAsync();
        await LogAsync(run, ("a", "info", "2026-01-01T00:00:01Z"), ("b", "warn", "2026-01-01T00:00:02Z"));
        await LogAsync(run, ("C", "info", "2026-01-01T00:00:03Z"), ("d", "error", "2026-01-01T00:00:00Z"));
        var page = (await _api.GetAsync(Logs(run) + query)).Ok;
        Assert.Equal(messages, string.Join(",", page["logs"].All.Select(l => l["message"].Text)));
        Assert.Equal((total, hasMore), (page["total"].Number, page["hasMore"].True));
    }

    [Fact]
    public async Task A_wrong_query_is_400()
    {
        var run = await _api.OpenAsync();
        foreach (var query in (string[])["?limit=x", "?order=up", "?orderBy=color", "?startTime=yesterday", "?offset=-1"])
            (await _api.GetAsync(Logs(run) + query)).Is(400);
    }

    [Fact]
    public async Task An_unknown_level_is_stored_as_info_with_the_original_in_the_metadata()
    {
        var run = await _api.OpenAsync();
        await LogAsync(run, ("m", "TRACE", "2026-01-01T00:00:00Z"), ("n", "Warn", "2026-01-01T00:00:00Z"));
        var logs = (await _api.GetAsync(Logs(run))).Ok["logs"];
        Assert.Equal(("info", "TRACE"), (logs[0]["level"].Text, logs[0]["metadata"]["level"].Text));
        Assert.Equal("warn", logs[1]["level"].Text);
    }

    [Fact]
    public async Task Metadata_that_is_no_object_is_kept_inside_one()
    {
        var run = await _api.OpenAsync();
        (await _api.PostAsync(Logs(run), """{"logs":[{"message":"m","level":"odd","metadata":[1]},{"message":"n","metadata":"text"}]}""")).Is(200);
        var logs = (await _api.GetAsync(Logs(run))).Ok["logs"];
        Assert.Equal(("""{"value":[1],"level":"odd"}""", """{"value":"text"}"""), (logs[0]["metadata"].Raw, logs[1]["metadata"].Raw));
    }

    [Fact]
    public async Task Sequence_numbers_are_gap_free_with_concurrent_writers()
    {
        var run = await _api.OpenAsync();
        await Parallel.ForEachAsync(Enumerable.Range(0, 40), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
            await LogAsync(run, [.. Enumerable.Range(0, 5).Select(k => ($"{i}-{k}", "info", "2026-01-01T00:00:00Z"))]));
        var logs = (await _api.GetAsync(Logs(run) + "?limit=1000")).Ok["logs"].All.ToList();
        Assert.Equal(Enumerable.Range(0, 200).Select(i => (double)i), logs.Select(l => l["sequenceNumber"].Number));
        Assert.Equal(200, logs.Select(l => l["message"].Text).Distinct().Count());
    }

    [Fact]
    public async Task Parameters_merge_by_key_count_versions_and_are_flat()
    {
        var run = await _api.OpenAsync();
        var path = $"/api/experiments/{run.Id}/parameters";
        (await _api.GetAsync(path)).Is(404);
        var first = (await _api.PostAsync(path, """{"data":{"lr":0.10,"model.layers":[1,{"a":{"b":2}}],"opt":{"name":"adam","empty":{}}}}""")).Ok;
        Assert.Equal((1, run.Id), (first["version"].Number, first["experimentId"].Text));
        var second = (await _api.PostAsync(path, """{"data":{"lr":1e-05,"new":null}}""")).Ok;
        Assert.Equal(2, second["version"].Number);
        Assert.Equal("""{"lr":1e-05,"model.layers":[1,{"a":{"b":2}}],"opt.name":"adam","new":null}""", (await _api.GetAsync(path)).Ok["data"].Raw);
        Assert.Equal(first["createdAt"].Text, second["createdAt"].Text);
        (await _api.PostAsync(path, """{"data":[1]}""")).Is(400);
    }

    [Fact]
    public async Task Parameters_of_concurrent_writers_are_all_kept()
    {
        var run = await _api.OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, 16).Select(i => _api.PostAsync($"/api/experiments/{run.Id}/parameters", $$"""{"data":{"k{{i}}":{{i}} } }""")));
        var all = (await _api.GetAsync($"/api/experiments/{run.Id}/parameters")).Ok;
        Assert.Equal((16, 16), (all["version"].Number, all["data"].Names.Count()));
    }

    [Fact]
    public async Task Data_of_an_unknown_experiment_is_404()
    {
        foreach (var path in (string[])["logs", "parameters", "metrics", "metrics/m/data", "tracks", "tracks/t/data?format=json"])
            (await _api.GetAsync($"/api/experiments/123/{path}")).Is(404);
    }

    private static string Logs(Run run) => $"/api/experiments/{run.Id}/logs";

    private async Task<Json> LogAsync(Run run, params (string Message, string Level, string Time)[] logs) => (await _api.PostAsync(Logs(run),
        System.Text.Json.JsonSerializer.Serialize(new { logs = logs.Select(l => new { timestamp = l.Time, level = l.Level, message = l.Message }) }))).Ok;
}
