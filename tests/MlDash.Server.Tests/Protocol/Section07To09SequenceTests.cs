using System.Text;

namespace MlDash.Server.Tests;

/// <summary>Sections 7 to 9: the calls of the clients, in their order.</summary>
public sealed class Section07To09SequenceTests(SharedServer shared)
{
    private readonly Api _api = shared.Server.NewUser();

    [Fact]
    public async Task Open_upload_find_close_as_the_SDK_does_it()
    {
        // Open: me, project, folders, experiment.
        var ns = (await _api.GraphAsync("query GetMyNamespace { me { username } }")).Data["me"]["username"].Text;
        var projects = (await _api.GraphAsync(
            "query GetProject($namespace: String!) { namespace(slug: $namespace) { projects { id slug } } }",
            new { @namespace = ns })).Data["namespace"]["projects"];
        Assert.Equal(0, projects.Count);
        var project = await _api.ProjectAsync("vision");
        var folder = await _api.FolderAsync(project, await _api.FolderAsync(project, "ROOT", "f1"), "f2");
        var opened = (await _api.NodeAsync($$"""{"type":"EXPERIMENT","name":"run-7","parentId":"{{folder}}","projectId":"{{project}}"}""")).Ok;
        var run = new Run(opened["experiment"]["id"].Text, opened["node"]["id"].Text, project);
        Assert.Equal(project, opened["project"]["id"].Text);

        // Upload: project of the experiment, a folder a segment, the bytes.
        Assert.Equal(project, (await _api.GraphAsync($"{{ experimentById(id: \"{run.Id}\") {{ projectId }} }}")).Data["experimentById"]["projectId"].Text);
        var models = await _api.FolderAsync(project, run.Node, "models", run.Id);
        var best = await _api.FolderAsync(project, models, "best", run.Id);
        var bytes = Encoding.UTF8.GetBytes("w");
        var uploaded = (await _api.UploadAsync(run, "w.pt", bytes, parentId: best)).Ok;
        Assert.Equal(best, uploaded["node"]["parentId"].Text);

        // Find by path: search, node, bytes.
        var hit = (await _api.GetAsync($"/api/search/files?pattern=%2A%2A%2Fw.pt&experimentId={run.Id}&limit=1")).Ok["files"][0];
        Assert.Equal("models/best/w.pt", hit["path"].Text);
        var node = (await _api.GetAsync($"/api/nodes/{hit["id"].Text}")).Ok;
        var downloaded = (await _api.GetAsync($"/api/nodes/{hit["id"].Text}/download")).Is(200).Bytes;
        Assert.Equal(("w.pt", Api.Sha256(downloaded)), (node["name"].Text, node["physicalFile"]["checksum"].Text));

        // Close: the node of the record, its status.
        var nodeId = (await _api.GraphAsync(
            "query GetExperimentNode($experimentId: ID!) { experimentNode(experimentId: $experimentId) { id } }",
            new { experimentId = run.Id })).Data["experimentNode"]["id"].Text;
        Assert.Equal("COMPLETED", (await _api.PatchAsync($"/api/nodes/{nodeId}", """{"status":"COMPLETED"}""")).Ok["status"].Text);
    }

    [Fact]
    public async Task Batches_of_the_sizes_that_queues_make_are_taken()
    {
        var run = await _api.OpenAsync();
        var logs = string.Join(",", Enumerable.Range(0, 100).Select(i => $$"""{"timestamp":"2026-01-01T00:00:00Z","level":"info","message":"{{i}}"}"""));
        Assert.Equal(99, (await _api.PostAsync($"/api/experiments/{run.Id}/logs", $$"""{"logs":[{{logs}}]}""")).Ok["endSequence"].Number);
        Assert.Equal("999", (await _api.PointsAsync(run, "m", $"[{string.Join(",", Enumerable.Repeat("""{"x":1,"_ts":1.5}""", 1000))}]")).Ok["endIndex"].Text);
        var entries = string.Join(",", Enumerable.Range(0, 5000).Select(i => $$"""{"timestamp":{{i}},"x":1}"""));
        Assert.Equal(5000, (await _api.PostAsync($"/api/experiments/{run.Id}/tracks/t/append_batch", $$"""{"entries":[{{entries}}]}""")).Ok["count"].Number);
    }

    [Fact]
    public async Task Create_and_remove_as_the_CLI_does_it()
    {
        var created = (await _api.NodeAsync("""{"type":"PROJECT","name":"demo","slug":"demo","description":""}""")).Ok["project"];
        Assert.Equal("demo", created["slug"].Text);
        var removed = (await _api.DeleteAsync($"/api/projects/{created["id"].Text}")).Ok;
        Assert.Equal((0, 0), (removed["deleted"].Number, removed["experiments"].Number));
        (await _api.DeleteAsync($"/api/projects/{created["id"].Text}")).Is(404);
        Assert.NotEqual(created["id"].Text, await _api.ProjectAsync("demo"));
    }
}
