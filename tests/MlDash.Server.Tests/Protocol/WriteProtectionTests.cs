namespace MlDash.Server.Tests;

/// <summary>A write-protected experiment takes no change but the lifting of its protection.</summary>
public sealed class WriteProtectionTests(SharedServer shared)
{
    private readonly Api _api = shared.Server.NewUser();

    [Fact]
    public async Task What_is_complete_and_protected_takes_nothing()
    {
        var (run, folder, file) = await FilledAsync("done");
        (await _api.PatchAsync($"/api/nodes/{run.Node}", """{"status":"COMPLETED","endedAt":"2026-01-02T00:00:00Z","writeProtected":true}""")).Is(200);
        foreach (var refused in await TryAllAsync(run, folder, file))
        {
            Assert.Contains("write-protected", refused.Is(403).Json["message"].Text, StringComparison.Ordinal);
            Assert.Equal("write_protected", refused.Json["error"].Text);
        }

        (await _api.PostAsync($"/api/experiments/{run.Id}/logs", """{"logs":[{"message":"late"}]}""")).Is(403);
        (await _api.PointsAsync(run, "m", """[{"x":2}]""")).Is(403);
        (await _api.PatchAsync($"/api/nodes/{run.Node}", """{"status":"RUNNING"}""")).Is(403);
        await IsUntouchedAsync(run, file, logs: 1, points: "1");
        // The repeat of the call that ended it, and reading.
        (await _api.PatchAsync($"/api/nodes/{run.Node}", """{"status":"COMPLETED","endedAt":"2026-01-02T00:00:00Z","writeProtected":true}""")).Is(200);
        (await _api.GetAsync($"/api/nodes/{file}/download")).Is(200);

        (await _api.PatchAsync($"/api/nodes/{run.Node}", """{"writeProtected":false}""")).Is(200);
        (await _api.PostAsync($"/api/experiments/{run.Id}/parameters", """{"data":{"b":2}}""")).Is(200);
        (await _api.DeleteAsync($"/api/nodes/{run.Node}?recursive=true")).Is(200);
    }

    [Fact]
    public async Task A_run_that_was_open_before_the_protection_gets_its_batches_and_its_end_in_and_nothing_else()
    {
        var (run, folder, file) = await FilledAsync("under-way");
        (await _api.PatchAsync($"/api/nodes/{run.Node}", """{"writeProtected":true}""")).Is(200);
        Assert.All(await TryAllAsync(run, folder, file), refused => refused.Is(403));
        (await _api.PostAsync($"/api/experiments/{run.Id}/logs", """{"logs":[{"message":"last"}]}""")).Is(200);
        (await _api.PointsAsync(run, "m", """[{"x":2}]""")).Is(200);
        (await _api.PatchAsync($"/api/nodes/{run.Node}", """{"status":"FAILED","error":"boom"}""")).Is(200);
        (await _api.PostAsync($"/api/experiments/{run.Id}/logs", """{"logs":[{"message":"late"}]}""")).Is(403);
        await IsUntouchedAsync(run, file, logs: 2, points: "2");
    }

    [Fact]
    public async Task A_run_whose_open_asked_for_protection_records_all_until_it_ends()
    {
        var (run, folder, file) = await FilledAsync("own", ""","writeProtected":true""");
        (await _api.UploadAsync(run, "more.bin", [5])).Is(200);
        (await _api.PatchAsync($"/api/nodes/{file}", """{"tags":["t"]}""")).Is(200);
        (await _api.NodeAsync(Open("own"))).Is(403);
        (await _api.DeleteAsync($"/api/nodes/{file}")).Is(403);
        (await _api.PatchAsync($"/api/nodes/{run.Node}", """{"status":"COMPLETED"}""")).Is(200);
        Assert.All(await TryAllAsync(run, folder, file), refused => refused.Is(403));
        (await _api.PointsAsync(run, "m", """[{"x":2}]""")).Is(403);
    }

    [Fact]
    public async Task Nothing_of_a_folder_or_project_is_deleted_when_one_experiment_in_it_is_protected()
    {
        var project = await _api.ProjectAsync("guarded");
        var (outer, side) = (await _api.FolderAsync(project, "ROOT", "outer"), await _api.FolderAsync(project, "ROOT", "side"));
        var inner = await _api.FolderAsync(project, outer, "inner");
        var kept = await _api.OpenAsync("kept", "guarded", inner, ""","writeProtected":true""");
        var other = await _api.OpenAsync("other", "guarded", outer);
        var refused = (await _api.DeleteAsync($"/api/nodes/{outer}?recursive=true")).Is(403);
        Assert.Contains("'kept'", refused.Json["message"].Text, StringComparison.Ordinal);
        (await _api.DeleteAsync($"/api/projects/{project}")).Is(403);
        foreach (var node in (string[])[outer, inner, kept.Node, other.Node, side])
            (await _api.GetAsync($"/api/nodes/{node}")).Is(200);
        (await _api.DeleteAsync($"/api/nodes/{side}")).Is(200);
        (await _api.PatchAsync($"/api/nodes/{kept.Node}", """{"writeProtected":false}""")).Is(200);
        (await _api.DeleteAsync($"/api/projects/{project}")).Is(200);
    }

    [Fact]
    public async Task A_tree_of_any_depth_is_deleted_from_its_leaves()
    {
        var project = await _api.ProjectAsync("deep");
        var folders = new List<string> { "ROOT" };
        for (var i = 0; i < 60; i++)
            folders.Add(await _api.FolderAsync(project, folders[^1], "f"));
        var run = await _api.OpenAsync("leaf", "deep", folders[^1]);
        (await _api.DeleteAsync($"/api/nodes/{folders[1]}")).Is(409);
        (await _api.DeleteAsync($"/api/nodes/{folders[1]}?recursive=true")).Is(200);
        foreach (var node in (string[])[folders[1], folders[30], folders[^1], run.Node])
            (await _api.GetAsync($"/api/nodes/{node}")).Is(404);
    }

    private async Task<(Run Run, string Folder, string File)> FilledAsync(string name, string more = "")
    {
        var run = await _api.OpenAsync(name, more: more);
        var folder = await _api.FolderAsync(run.Project, run.Node, "d", run.Id);
        var file = (await _api.UploadAsync(run, "f.bin", [1, 2, 3], folder)).Ok["node"]["id"].Text;
        (await _api.PostAsync($"/api/experiments/{run.Id}/logs", """{"logs":[{"message":"m"}]}""")).Is(200);
        (await _api.PostAsync($"/api/experiments/{run.Id}/parameters", """{"data":{"a":1}}""")).Is(200);
        (await _api.PointsAsync(run, "m", """[{"x":1}]""")).Is(200);
        (await _api.PostAsync($"/api/experiments/{run.Id}/tracks/t/append", """{"timestamp":1,"data":{}}""")).Is(200);
        return (run, folder, file);
    }

    private async Task<IReadOnlyList<Answer>> TryAllAsync(Run run, string folder, string file) =>
    [
        await _api.NodeAsync(Open((await _api.GetAsync($"/api/nodes/{run.Node}")).Ok["name"].Text)),
        await _api.PostAsync($"/api/experiments/{run.Id}/parameters", """{"data":{"a":2}}"""),
        await _api.PostAsync($"/api/experiments/{run.Id}/tracks/t/append", """{"timestamp":2,"data":{}}"""),
        await _api.PostAsync($"/api/experiments/{run.Id}/tracks/t/append_batch", """{"entries":[{"timestamp":2}]}"""),
        await _api.PostAsync($"/api/experiments/{run.Id}/tracks", """{"topic":"t","tags":["x"]}"""),
        await _api.UploadAsync(run, "f.bin", [9], folder),
        await _api.UploadAsync(run, "new.bin", [9]),
        await _api.NodeAsync($$"""{"type":"FOLDER","projectId":"{{run.Project}}","parentId":"{{run.Node}}","experimentId":"{{run.Id}}","name":"n"}"""),
        await _api.PatchAsync($"/api/nodes/{file}", """{"description":"other"}"""),
        await _api.PatchAsync($"/api/nodes/{folder}", """{"metadata":{"k":1}}"""),
        await _api.PatchAsync($"/api/nodes/{run.Node}", """{"description":"other"}"""),
        await _api.PatchAsync($"/api/nodes/{run.Node}", """{"name":"other"}"""),
        await _api.PatchAsync($"/api/nodes/{run.Node}", """{"tags":["other"],"writeProtected":true}"""),
        await _api.DeleteAsync($"/api/nodes/{file}"),
        await _api.DeleteAsync($"/api/nodes/{folder}?recursive=true"),
        await _api.DeleteAsync($"/api/nodes/{run.Node}?recursive=true"),
        await _api.DeleteAsync($"/api/projects/{run.Project}"),
    ];

    private async Task IsUntouchedAsync(Run run, string file, int logs, string points)
    {
        Assert.Equal(logs, (await _api.GetAsync($"/api/experiments/{run.Id}/logs")).Ok["total"].Number);
        Assert.Equal(points, (await _api.GetAsync($"/api/experiments/{run.Id}/metrics/m/stats")).Ok["totalDataPoints"].Text);
        Assert.Equal("""{"a":1}""", (await _api.GetAsync($"/api/experiments/{run.Id}/parameters")).Ok["data"].Raw);
        Assert.Equal(1, (await _api.GetAsync($"/api/experiments/{run.Id}/tracks/t/data?format=json")).Ok["count"].Number);
        Assert.Equal([1, 2, 3], (await _api.GetAsync($"/api/nodes/{file}/download")).Bytes);
        Assert.Equal(1, (await _api.GetAsync($"/api/search/files?experimentId={run.Id}")).Ok["total"].Number);
    }

    private static string Open(string name) => $$"""{"type":"EXPERIMENT","name":"{{name}}","parentId":"ROOT","projectSlug":"p"}""";
}
