namespace MlDash.Server.Tests;

/// <summary>Section 12: signs of life. The clock of the server alone decides, whatever clients think what time it is.</summary>
public sealed class Section12HeartbeatTests : IAsyncLifetime
{
    private const string Promised = ",\"heartbeat\":true";

    private TestServer _server = null!;
    private Api _api = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync();
        _api = _server.NewUser();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Silence_of_ninety_seconds_loses_an_experiment_wherever_it_is_asked_for_and_the_next_sign_finds_it(bool shared)
    {
        await using var server = await TestServer.StartAsync(null, BothStores.Of(shared));
        var api = server.NewUser();
        var run = await api.OpenAsync(more: Promised);
        Assert.Equal("RUNNING", await EverywhereAsync(api, run));

        server.Clock.Shift += TimeSpan.FromSeconds(85);
        Assert.Equal("RUNNING", await EverywhereAsync(api, run));
        server.Clock.Shift += TimeSpan.FromSeconds(10);
        Assert.Equal("LOST", await EverywhereAsync(api, run));

        Assert.Equal("RUNNING", (await BeatAsync(api, run)).Ok["status"].Text);
        Assert.Equal("RUNNING", await EverywhereAsync(api, run));
        server.Clock.Shift += TimeSpan.FromSeconds(95);
        Assert.Equal("LOST", await EverywhereAsync(api, run));
    }

    [Fact]
    public async Task A_client_that_promises_no_signs_is_seen_and_never_lost()
    {
        var run = await _api.OpenAsync();
        (await _api.PointsAsync(run, "m", """[{"x":1}]""")).Is(200);
        var seen = (await _api.GetAsync($"/api/nodes/{run.Node}")).Ok["lastSeen"].Text;
        _server.Clock.Shift += TimeSpan.FromDays(2);

        Assert.Equal("RUNNING", await EverywhereAsync(_api, run));
        Assert.Equal(seen, (await _api.GetAsync($"/api/nodes/{run.Node}")).Ok["lastSeen"].Text);
        // The first sign is a promise, too.
        (await BeatAsync(_api, run)).Is(200);
        _server.Clock.Shift += TimeSpan.FromSeconds(95);
        Assert.Equal("LOST", await EverywhereAsync(_api, run));
    }

    [Theory]
    [InlineData("metrics/m/append-batch", """{"dataPoints":[{"x":1}]}""")]
    [InlineData("metrics/m/append", """{"data":{"x":1}}""")]
    [InlineData("logs", """{"logs":[{"message":"x","level":"info","timestamp":"2026-01-01T00:00:00Z"}]}""")]
    [InlineData("parameters", """{"data":{"x":1}}""")]
    [InlineData("tracks/t/append_batch", """{"entries":[{"timestamp":1,"x":1}]}""")]
    [InlineData("batches", """{"batches":[{"kind":"log","body":{"logs":[{"message":"x"}]}}]}""")]
    public async Task Whatever_is_written_to_an_experiment_is_a_sign(string call, string body)
    {
        var run = await _api.OpenAsync(more: Promised);
        _server.Clock.Shift += TimeSpan.FromSeconds(95);
        Assert.Equal("LOST", await StatusAsync(_api, run));

        (await _api.PostAsync($"/api/experiments/{run.Id}/{call}", body)).Is(200);
        Assert.Equal("RUNNING", await StatusAsync(_api, run));
    }

    [Fact]
    public async Task Reading_is_no_sign()
    {
        var run = await _api.OpenAsync(more: Promised);
        (await _api.PointsAsync(run, "m", """[{"x":1}]""")).Is(200);
        _server.Clock.Shift += TimeSpan.FromSeconds(95);
        (await _api.GetAsync($"/api/experiments/{run.Id}/metrics/m/data")).Is(200);
        (await _api.GetAsync($"/api/experiments/{run.Id}/logs")).Is(200);

        Assert.Equal("LOST", await StatusAsync(_api, run));
    }

    [Theory]
    [InlineData("COMPLETED")]
    [InlineData("FAILED")]
    public async Task What_has_ended_is_not_lost_and_a_late_sign_changes_nothing(string status)
    {
        var run = await _api.OpenAsync(more: Promised);
        (await _api.PatchAsync($"/api/nodes/{run.Node}", $$"""{"status":"{{status}}"}""")).Is(200);
        Assert.Equal(status, (await BeatAsync(_api, run)).Ok["status"].Text);
        _server.Clock.Shift += TimeSpan.FromHours(1);

        Assert.Equal(status, await EverywhereAsync(_api, run));
    }

    [Fact]
    public async Task The_signs_of_a_run_say_nothing_about_the_next_run_of_the_experiment()
    {
        var run = await _api.OpenAsync(more: Promised);
        _server.Clock.Shift += TimeSpan.FromSeconds(95);
        Assert.Equal("LOST", await StatusAsync(_api, run));

        await _api.OpenAsync();
        (await _api.PointsAsync(run, "m", """[{"x":1}]""")).Is(200);
        _server.Clock.Shift += TimeSpan.FromSeconds(95);
        Assert.Equal("RUNNING", await StatusAsync(_api, run));
    }

    [Fact]
    public async Task One_that_is_lost_can_be_given_a_status_but_nobody_can_give_that_of_a_lost_one()
    {
        var run = await _api.OpenAsync(more: Promised);
        _server.Clock.Shift += TimeSpan.FromSeconds(95);
        (await _api.PatchAsync($"/api/nodes/{run.Node}", """{"status":"LOST"}""")).Is(400);
        Assert.Equal("LOST", (await _api.PatchAsync($"/api/nodes/{run.Node}", """{"description":"x"}""")).Ok["status"].Text);
        Assert.Equal("FAILED", (await _api.PatchAsync($"/api/nodes/{run.Node}", """{"status":"FAILED"}""")).Ok["status"].Text);
        Assert.Equal("FAILED", await EverywhereAsync(_api, run));
    }

    [Fact]
    public async Task A_list_of_lost_ones_has_no_others_and_one_of_running_ones_has_both()
    {
        await _api.OpenAsync("lost", more: Promised);
        var ended = await _api.OpenAsync("ended", more: Promised);
        (await _api.PatchAsync($"/api/nodes/{ended.Node}", """{"status":"FAILED"}""")).Is(200);
        _server.Clock.Shift += TimeSpan.FromSeconds(95);
        await _api.OpenAsync("running", more: Promised);

        foreach (var sort in (string[])["STARTED", "UPDATED"])
        {
            Assert.Equal(("lost", 1), await ListAsync($"statuses: [LOST], sort: {sort}"));
            Assert.Equal(("ended,lost", 2), await ListAsync($"statuses: [LOST, FAILED], sort: {sort}"));
            Assert.Equal(("lost,running", 2), await ListAsync($"statuses: [RUNNING], sort: {sort}"));
            Assert.Equal(("lost,running", 2), await ListAsync($"statuses: [RUNNING, LOST], sort: {sort}"));
        }
    }

    [Fact]
    public async Task The_table_of_runs_filters_by_it()
    {
        await _api.OpenAsync("lost", more: Promised);
        Assert.Equal(["lost"], await TableAsync("status = running"));
        _server.Clock.Shift += TimeSpan.FromSeconds(95);
        await _api.OpenAsync("running", more: Promised);

        Assert.Equal(["lost"], await TableAsync("status = lost"));
        Assert.Equal(["running"], await TableAsync("status = running"));
    }

    [Fact]
    public async Task Who_may_not_write_gives_no_sign()
    {
        var run = await _api.OpenAsync(more: Promised);
        (await BeatAsync(_server.NewUser(), run)).Is(404);
        (await BeatAsync(_api, run with { Id = "1" })).Is(404);
        (await BeatAsync(_server.Anonymous(), run)).Is(401);
    }

    [Fact]
    public async Task Many_batches_write_one_document()
    {
        var run = await _api.OpenAsync(more: Promised);
        var stores = (Documents.StoreCollections)_server.Services.GetService(typeof(Documents.StoreCollections))!;
        _server.Clock.Stopped = DateTimeOffset.UtcNow;
        async Task<string> SeenAsync() => (await stores.Signs.GetAsync(run.Id, TestContext.Current.CancellationToken))!.SeenAt;
        (await _api.PointsAsync(run, "m", """[{"x":1}]""")).Is(200);
        var first = await SeenAsync();
        for (var i = 0; i < 9; i++)
        {
            _server.Clock.Shift += TimeSpan.FromSeconds(1);
            (await _api.PointsAsync(run, "m", """[{"x":1}]""")).Is(200);
        }
        Assert.Equal(first, await SeenAsync());
        _server.Clock.Shift += TimeSpan.FromSeconds(1);
        (await _api.PointsAsync(run, "m", """[{"x":1}]""")).Is(200);
        Assert.NotEqual(first, await SeenAsync());
    }

    [Fact]
    public async Task The_signs_of_an_experiment_go_with_its_project()
    {
        var run = await _api.OpenAsync(more: Promised);
        var stores = (Documents.StoreCollections)_server.Services.GetService(typeof(Documents.StoreCollections))!;
        (await _api.DeleteAsync($"/api/projects/{run.Project}")).Is(200);

        Assert.Null(await stores.Signs.GetAsync(run.Id, TestContext.Current.CancellationToken));
    }

    private static Task<Answer> BeatAsync(Api api, Run run) => api.PostAsync($"/api/experiments/{run.Id}/heartbeat", "");

    private static async Task<string> StatusAsync(Api api, Run run) => (await api.GetAsync($"/api/nodes/{run.Node}")).Ok["status"].Text;

    /// <summary>The status that every call answers; they have to agree.</summary>
    private static async Task<string> EverywhereAsync(Api api, Run run)
    {
        const string Fields = "{ status lastSeen }";
        var asked = (await api.GraphAsync(
            $$"""
            { a: experiment(projectSlug: "p", experimentName: "run-7") {{Fields}}
              b: experimentById(id: "{{run.Id}}") {{Fields}}
              c: experimentsPaginated(projectSlug: "p") { experiments {{Fields}} }
              d: searchExperimentsPaginated(pattern: "*/*/*", sort: STARTED) { experiments {{Fields}} } }
            """)).Data;
        string[] said =
        [
            await StatusAsync(api, run), asked["a"]["status"].Text, asked["b"]["status"].Text,
            Assert.Single(asked["c"]["experiments"].All)["status"].Text, Assert.Single(asked["d"]["experiments"].All)["status"].Text,
            Assert.Single((await api.GetAsync($"/api/namespaces/{api.User}/runs?maxAge=0")).Ok["runs"].All)["status"].Text,
        ];
        return Assert.Single(said.Distinct());
    }

    private async Task<(string Names, int Total)> ListAsync(string arguments)
    {
        var page = (await _api.GraphAsync(
            $"{{ experimentsPaginated(projectSlug: \"p\", {arguments}) {{ totalCount experiments {{ name }} }} }}")).Data["experimentsPaginated"];
        return (
            string.Join(',', page["experiments"].All.Select(run => run["name"].Text).Order(StringComparer.Ordinal)), (int)page["totalCount"].Number);
    }

    private async Task<IEnumerable<string>> TableAsync(string filter) =>
        (await _api.GetAsync($"/api/namespaces/{_api.User}/runs?maxAge=0&filter={Uri.EscapeDataString(filter)}")).Ok["runs"].All
            .Select(run => run["name"].Text);
}
