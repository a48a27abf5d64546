namespace MlDash.Server.Tests;

/// <summary>Section 12: what the older client never notices.</summary>
public sealed class Section12AdditionTests(SharedServer shared)
{
    private readonly Api _api = shared.Server.NewUser();

    [Fact]
    public async Task A_repeat_with_the_same_key_gets_the_first_answer_and_writes_nothing()
    {
        var run = await _api.OpenAsync();
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        var first = (await _api.PointsAsync(run, "m", """[{"x":1}]""", key)).Is(200);
        var repeat = (await _api.PointsAsync(run, "m", """[{"x":1}]""", key)).Is(200);
        Assert.Equal(first.Text, repeat.Text);
        Assert.Equal(first.Headers["Content-Type"], repeat.Headers["Content-Type"]);
        Assert.Equal("1", (await _api.GetAsync($"/api/experiments/{run.Id}/metrics/m/stats")).Ok["totalDataPoints"].Text);
    }

    [Fact]
    public async Task Repeats_that_come_while_the_first_runs_wait_for_it()
    {
        var run = await _api.OpenAsync();
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _api.PostAsync($"/api/experiments/{run.Id}/logs", """{"logs":[{"message":"once"}]}""", key)));
        Assert.Single(answers.Select(a => a.Is(200).Text).Distinct());
        Assert.Equal(1, (await _api.GetAsync($"/api/experiments/{run.Id}/logs")).Ok["total"].Number);
    }

    [Fact]
    public async Task A_key_belongs_to_one_user_and_one_call_and_lives_for_a_day()
    {
        await using var server = await TestServer.StartAsync();
        var (alice, bob) = (server.NewUser(), server.NewUser());
        var (ofAlice, ofBob) = (await alice.OpenAsync(), await bob.OpenAsync());
        var key = ("Idempotency-Key", "same-key");
        const string Body = """{"logs":[{"message":"m"}]}""";
        (await alice.PostAsync($"/api/experiments/{ofAlice.Id}/logs", Body, key)).Is(200);
        Assert.Contains(ofBob.Id, (await bob.PostAsync($"/api/experiments/{ofBob.Id}/logs", Body, key)).Is(200).Text, StringComparison.Ordinal);
        (await alice.PostAsync($"/api/experiments/{ofAlice.Id}/parameters", """{"data":{}}""", key)).Is(422);
        server.Clock.Shift = TimeSpan.FromHours(23);
        (await alice.PostAsync($"/api/experiments/{ofAlice.Id}/logs", Body, key)).Is(200);
        Assert.Equal(1, (await alice.GetAsync($"/api/experiments/{ofAlice.Id}/logs")).Ok["total"].Number);
        server.Clock.Shift = TimeSpan.FromHours(25);
        (await alice.PostAsync($"/api/experiments/{ofAlice.Id}/parameters", """{"data":{}}""", key)).Is(200);
    }

    [Fact]
    public async Task A_failure_is_not_kept_for_a_key()
    {
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        (await _api.PostAsync($"/api/namespaces/{_api.User}/nodes", """{"type":"FOLDER","projectId":"1","parentId":"ROOT","name":"f"}""", key)).Is(404);
        var project = await _api.ProjectAsync("p");
        (await _api.PostAsync($"/api/namespaces/{_api.User}/nodes", $$"""{"type":"FOLDER","projectId":"{{project}}","parentId":"ROOT","name":"f"}""", key)).Is(200);
    }

    [Fact]
    public async Task An_upload_with_a_key_is_kept_once()
    {
        var run = await _api.OpenAsync();
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        Task<Answer> Upload() => _api.SendAsync(HttpMethod.Post, $"/api/namespaces/{_api.User}/nodes", Api.FileForm(run, "f", [1], null, null, []), key);
        Assert.Equal((await Upload()).Is(200).Text, (await Upload()).Is(200).Text);
    }

    [Fact]
    public async Task The_fourth_equal_refusal_of_a_batch_is_late_and_other_calls_are_not()
    {
        await using var server = await WithCountedDelaysAsync();
        var api = server.NewUser();
        for (var i = 0; i < 3; i++)
            (await api.PostAsync("/api/experiments/1/logs", """{"logs":[]}""")).Is(404);
        Assert.Equal(0, server.Clock.Skipped);
        (await api.PostAsync("/api/experiments/1/logs", """{"logs":[]}""")).Is(404);
        Assert.Equal(1, server.Clock.Skipped);
        (await api.PostAsync("/api/experiments/2/logs", """{"logs":[]}""")).Is(404);
        (await api.PostAsync("/api/experiments/1/parameters", """{"data":{}}""")).Is(404);
        Assert.Equal(1, server.Clock.Skipped);
    }

    [Fact]
    public async Task A_success_ends_the_slow_answers()
    {
        await using var server = await WithCountedDelaysAsync();
        var api = server.NewUser();
        var run = await api.OpenAsync();
        var path = $"/api/experiments/{run.Id}/logs";
        for (var i = 0; i < 4; i++)
            (await api.PostAsync(path, "{")).Is(400);
        Assert.Equal(1, server.Clock.Skipped);
        (await api.PostAsync(path, """{"logs":[]}""")).Is(200);
        (await api.PostAsync(path, "{")).Is(400);
        Assert.Equal(1, server.Clock.Skipped);
    }

    // A delay that no other part of the server waits for: it is counted, and not waited for.
    private static async Task<TestServer> WithCountedDelaysAsync()
    {
        var server = await TestServer.StartAsync(null, ("SLOW_REFUSAL_DELAY", "97s"));
        server.Clock.Skips = TimeSpan.FromSeconds(97);
        return server;
    }

    [Theory]
    [InlineData("/logs")]
    [InlineData("/parameters")]
    [InlineData("/metrics/m/data")]
    [InlineData("/metrics/m/stats")]
    [InlineData("/tracks/t/data?format=json")]
    [InlineData("/tracks")]
    public async Task Nan_null_answers_strict_JSON(string path)
    {
        var run = await _api.OpenAsync();
        (await _api.PostAsync($"/api/experiments/{run.Id}/logs", """{"logs":[{"message":"NaN","metadata":{"a":NaN}}]}""")).Is(200);
        (await _api.PostAsync($"/api/experiments/{run.Id}/parameters", """{"data":{"a":-Infinity}}""")).Is(200);
        (await _api.PostAsync($"/api/experiments/{run.Id}/metrics/m/append-batch", """{"dataPoints":[{"a":NaN}],"metadata":{"a":Infinity}}""")).Is(200);
        (await _api.PostAsync($"/api/experiments/{run.Id}/tracks", """{"topic":"t","metadata":{"a":NaN}}""")).Is(200);
        (await _api.PostAsync($"/api/experiments/{run.Id}/tracks/t/append", """{"timestamp":1,"data":{"a":NaN}}""")).Is(200);
        var strict = (await _api.GetAsync($"/api/experiments/{run.Id}{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}nan=null")).Is(200);
        Assert.Contains("\"a\":null", strict.Json.Raw, StringComparison.Ordinal);
        Assert.DoesNotContain("\"a\":null", (await _api.GetAsync($"/api/experiments/{run.Id}{path}")).Is(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Graph_answers_keep_bare_tokens_unless_asked_not_to()
    {
        var run = await _api.OpenAsync();
        (await _api.PatchAsync($"/api/nodes/{run.Node}", """{"metadata":{"a":NaN}}""")).Is(200);
        var query = $$"""{"query":"{ experimentById(id: \"{{run.Id}}\") { metadata } }"}""";
        Assert.Contains("{\"a\":NaN}", (await _api.PostAsync("/graphql", query)).Text, StringComparison.Ordinal);
        Assert.Equal("""{"a":null}""", (await _api.PostAsync("/graphql?nan=null", query)).Data["experimentById"]["metadata"].Raw);
    }

    [Fact]
    public async Task An_experiment_node_takes_every_member_of_its_record()
    {
        var run = await _api.OpenAsync();
        var patched = (await _api.PatchAsync($"/api/nodes/{run.Node}", """
            {"name":"new","description":"d","tags":["t"],"bindrs":["b"],"metadata":{"k":1},"startedAt":"2026-01-01T00:00:00Z","endedAt":"2026-01-02T00:00:00.5Z","error":"boom","status":"FAILED"}
            """)).Ok;
        Assert.Equal(("new", "d", "boom", "FAILED"), (patched["name"].Text, patched["description"].Text, patched["error"].Text, patched["status"].Text));
        Assert.Equal(("2026-01-01T00:00:00.000000Z", "2026-01-02T00:00:00.500000Z", """["b"]"""), (patched["startedAt"].Text, patched["endedAt"].Text, patched["bindrs"].Raw));
        await _api.OpenAsync("other");
        (await _api.PatchAsync($"/api/nodes/{run.Node}", """{"name":"other"}""")).Is(409);
        (await _api.PatchAsync($"/api/nodes/{run.Node}", """{"startedAt":"noon"}""")).Is(400);
    }
}
