using System.Text.Json;

namespace MlDash.Server.Tests;

/// <summary>Section 12: batches of several streams in one request.</summary>
public sealed class Section12BatchesTests(SharedServer shared)
{
    private readonly Api _api = shared.Server.NewUser();

    [Fact]
    public async Task Each_part_is_written_and_answered_as_the_call_for_its_stream()
    {
        var run = await _api.OpenAsync();
        var answer = await PostAsync(
            run, Metric("train/loss", """{"dataPoints":[{"x":1},{"x":NaN}],"description":"how bad"}"""), Log("""{"logs":[{"message":"hello"}]}"""),
            Track("robot/pose", """{"entries":[{"timestamp":1,"x":2},{"x":3}]}"""));
        Assert.Equal([200, 200, 200], Statuses(answer));
        Assert.Equal(("0", "1", 2), (Body(answer, 0)["startIndex"].Text, Body(answer, 0)["endIndex"].Text, (int)Body(answer, 0)["count"].Number));
        Assert.Equal(1, Body(answer, 1)["created"].Number);
        Assert.Equal((1, 1), (Body(answer, 2)["count"].Number, Body(answer, 2)["rejected"].Number));
        var stats = (await _api.GetAsync(Of(run, "metrics/train/loss/stats"))).Ok;
        Assert.Equal(("2", "how bad"), (stats["totalDataPoints"].Text, stats["description"].Text));
        Assert.Equal("hello", (await _api.GetAsync(Of(run, "logs"))).Ok["logs"][0]["message"].Text);
        Assert.Equal(2, (await _api.GetAsync(Of(run, "tracks/robot%2Fpose/data"))).Ok["entries"][0]["x"].Number);
    }

    [Fact]
    public async Task A_part_that_is_refused_takes_nothing_with_it()
    {
        var run = await _api.OpenAsync();
        var answer = await PostAsync(
            run, Metric("a", Points(1)), Track("t", """{"entries":[{"x":1}]}"""), Part("kept", null, """{"dataPoints":[]}"""), Metric("../a", Points(1)),
            """{"kind":"log","body":{"logs":[{"message":"no key"}]}}""", "7", Metric("b", Points(1)));
        Assert.Equal([200, 400, 400, 400, 400, 400, 200], Statuses(answer));
        Assert.All(Enumerable.Range(1, 5), part => Assert.Equal("malformed", Body(answer, part)["error"].Text));
        Assert.Contains("'key' is needed", Body(answer, 4)["message"].Text, StringComparison.Ordinal);
        Assert.Equal(["a", "b"], (await _api.GetAsync(Of(run, "metrics"))).Ok["metrics"].All.Select(metric => metric["name"].Text));
        Assert.Equal(0, (await _api.GetAsync(Of(run, "logs"))).Ok["total"].Number);
    }

    [Fact]
    public async Task A_repeat_of_a_part_writes_nothing_whatever_request_it_comes_in()
    {
        var run = await _api.OpenAsync();
        var (m, log) = (Metric("a/b", Points(2), "k1"), Log("""{"logs":[{"message":"m"}]}""", "k2"));
        var track = Track("r/p", """{"entries":[{"timestamp":1}]}""", "k3");
        var first = await PostAsync(run, m, log);
        Assert.Equal(first.Raw, (await PostAsync(run, m, log)).Raw);
        Assert.Equal(Body(first, 1).Raw, Body(await PostAsync(run, track, log), 1).Raw);
        Assert.Equal([422, 200], Statuses(await PostAsync(run, Metric("a/b", Points(3), "k1"), Metric("c", Points(1)))));

        // One stream's own call is the repeat of a part, and the other way round.
        Assert.Equal(Body(first, 0).Raw, (await _api.PostAsync(Of(run, "metrics/a/b/append-batch"), Points(2), ("Idempotency-Key", "k1"))).Ok.Raw);
        (await _api.PostAsync(Of(run, "tracks/r%2Fp/append_batch"), """{"entries":[{"timestamp":1}]}""", ("Idempotency-Key", "k3"))).Is(200);
        var alone = (await _api.PostAsync(Of(run, "metrics/d/append-batch"), Points(2), ("Idempotency-Key", "k4"))).Ok;
        Assert.Equal(alone.Raw, Body(await PostAsync(run, Metric("d", Points(2), "k4")), 0).Raw);
        // The call that asks whether a part has arrived.
        var asked = (await _api.PostAsync(Of(run, "metrics/a/b/append-batch"), Points(0), ("Idempotency-Key", "k1"))).Is(422);
        Assert.Equal("key_reused", asked.Json["error"].Text);

        foreach (var (name, count) in new[] { ("a/b", "2"), ("c", "1"), ("d", "2") })
            Assert.Equal(count, (await _api.GetAsync(Of(run, $"metrics/{name}/stats"))).Ok["totalDataPoints"].Text);
        Assert.Equal(1, (await _api.GetAsync(Of(run, "logs"))).Ok["total"].Number);
        Assert.Equal(1, (await _api.GetAsync(Of(run, "tracks/r%2Fp/data"))).Ok["entries"].Count);
    }

    [Fact]
    public async Task Equal_requests_at_once_write_each_part_once()
    {
        var run = await _api.OpenAsync();
        var parts = Enumerable.Range(0, 30).Select(i => Metric($"m{i}", Points(3), $"at-once-{i}")).ToArray();
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => PostAsync(run, parts)));
        Assert.Single(answers.Select(answer => answer.Raw).Distinct());
        Assert.All((await _api.GetAsync(Of(run, "metrics"))).Ok["metrics"].All, metric => Assert.Equal("3", metric["totalDataPoints"].Text));
    }

    [Fact]
    public async Task What_a_stream_gets_twice_it_gets_in_order()
    {
        var run = await _api.OpenAsync();
        var answer = await PostAsync(run, [.. Enumerable.Range(0, 20).Select(i => Metric("m", $$"""{"dataPoints":[{"x":{{i}}}]}"""))]);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{i}"), answer["answers"].All.Select(part => part["body"]["startIndex"].Text));
        Assert.Equal(
            Enumerable.Range(0, 20), (await _api.GetAsync(Of(run, "metrics/m/data"))).Ok["data"].All.Select(point => (int)point["data"]["x"].Number));
    }

    [Fact]
    public async Task The_limits_are_those_of_the_whole_request_and_one_that_is_over_them_writes_nothing()
    {
        await using var server = await TestServer.StartAsync(null, ("MAX_BATCH_ITEMS", "10"), ("MAX_BATCH_SIZE", "20KB"));
        var api = server.NewUser();
        var run = await api.OpenAsync();
        Assert.Equal([200, 200], Statuses((await SendAsync(api, run, Metric("a", Points(5)), Log("""{"logs":[1,2,3,4,5]}"""))).Ok));
        (await SendAsync(api, run, Metric("b", Points(5)), Log("""{"logs":[1,2,3,4,5,6]}"""))).Is(413);
        (await SendAsync(api, run, Metric("b", Points(1)), Track("t", $$"""{"entries":[{"timestamp":1,"x":"{{new string('x', 21_000)}}"}]}"""))).Is(413);
        (await SendAsync(api, run, [.. Enumerable.Repeat("1", 1001)])).Is(413);
        (await api.PostAsync(Of(run, "batches"), """{"batches":{}}""")).Is(400);
        (await api.PostAsync(Of(run, "batches"), "[")).Is(400);
        Assert.Equal(["a"], (await api.GetAsync(Of(run, "metrics"))).Ok["metrics"].All.Select(metric => metric["name"].Text));
    }

    [Fact]
    public async Task It_counts_as_many_requests_as_it_has_parts()
    {
        await using var server = await TestServer.StartAsync(null, ("RATE_LIMIT", "60"));
        var api = server.NewUser();
        var run = await api.OpenAsync();
        (await SendAsync(api, run, [.. Enumerable.Range(0, 40).Select(i => Metric($"m{i}", Points(1)))])).Is(200);
        var refused = (await SendAsync(api, run, [.. Enumerable.Range(0, 40).Select(i => Metric($"n{i}", Points(1)))])).Is(429);
        Assert.Equal("too_many_requests", refused.Json["error"].Text);
        Assert.True(refused.Headers.ContainsKey("Retry-After"));
    }

    [Fact]
    public async Task Who_may_not_write_gets_one_answer_and_a_protected_experiment_takes_what_it_takes_elsewhere()
    {
        var run = await _api.OpenAsync();
        (await SendAsync(shared.Server.NewUser(), run, Log("""{"logs":[1]}"""))).Is(404);
        (await SendAsync(_api, run with { Id = "1" }, Log("""{"logs":[1]}"""))).Is(404);
        (await _api.PatchAsync($"/api/nodes/{run.Node}", """{"writeProtected":true}""")).Is(200);
        var answer = await PostAsync(run, Track("t", """{"entries":[{"timestamp":1}]}"""), Log("""{"logs":[1]}"""));
        Assert.Equal([403, 200], Statuses(answer));
        Assert.Equal("write_protected", Body(answer, 0)["error"].Text);
    }

    [Fact]
    public async Task Every_answer_says_that_the_server_takes_it()
    {
        Assert.Equal("batches", (await _api.GetAsync("/health")).Headers["MlDash-Accepts"]);
        Assert.Equal("batches", (await _api.GetAsync("/api/nodes/1")).Is(404).Headers["MlDash-Accepts"]);
    }

    private async Task<Json> PostAsync(Run run, params string[] parts) => (await SendAsync(_api, run, parts)).Ok;

    private static Task<Answer> SendAsync(Api api, Run run, params string[] parts) =>
        api.PostAsync(Of(run, "batches"), $$"""{"batches":[{{string.Join(',', parts)}}]}""", ("User-Agent", "MlDash/1"));

    private static IEnumerable<int> Statuses(Json answer) => answer["answers"].All.Select(part => (int)part["status"].Number);

    private static Json Body(Json answer, int part) => answer["answers"][part]["body"];

    private static string Metric(string name, string body, string? key = null) => Part("metric", name, body, key);

    private static string Log(string body, string? key = null) => Part("log", null, body, key);

    private static string Track(string name, string body, string? key = null) => Part("track", name, body, key);

    private static string Part(string kind, string? name, string body, string? key = null) =>
        $$"""{"kind":"{{kind}}","name":{{JsonSerializer.Serialize(name)}},"key":"{{key ?? Guid.NewGuid().ToString()}}","body":{{body}}}""";

    private static string Points(int count) => $$"""{"dataPoints":[{{string.Join(',', Enumerable.Range(0, count).Select(i => $$"""{"x":{{i}}}"""))}}]}""";

    private static string Of(Run run, string rest) => $"/api/experiments/{run.Id}/{rest}";
}
