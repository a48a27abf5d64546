using System.Text;
using System.Text.Json;

namespace MlDash.Server.Tests;

/// <summary>Sections 3 and 4: names, nodes, files, search.</summary>
public sealed class Section03To04NodeTests(SharedServer shared)
{
    private readonly Api _api = shared.Server.NewUser();

    [Fact]
    public async Task Ids_are_JSON_strings_of_digits_that_sort_by_time()
    {
        var first = await _api.ProjectAsync("a");
        var second = await _api.ProjectAsync("b");
        Assert.True(long.Parse(first) < long.Parse(second));
    }

    [Fact]
    public async Task A_project_is_made_on_first_mention_and_asking_again_answers_the_same_one_with_200()
    {
        var made = (await _api.NodeAsync("""{"type":"PROJECT","name":"p","slug":"p","description":"first"}""")).Is(200).Json["project"];
        var again = (await _api.NodeAsync("""{"type":"PROJECT","name":"p","slug":"p","description":null}""")).Is(200).Json["project"];
        Assert.Equal(made["id"].Text, again["id"].Text);
        Assert.Equal(("p", "first"), (again["slug"].Text, again["description"].Text));
        Assert.Equal(made["id"].Text, (await _api.OpenAsync(project: "p")).Project);
    }

    [Theory]
    [InlineData("")]
    [InlineData("another one")]
    public async Task A_project_that_exists_is_409_for_who_means_to_create_it_and_stays_as_it_is(string description)
    {
        var id = await _api.ProjectAsync("p");
        var refused = (await _api.NodeAsync(JsonSerializer.Serialize(new { type = "PROJECT", name = "p", slug = "p", description }))).Is(409).Json;
        Assert.StartsWith("The project already exists", refused["message"].Text, StringComparison.Ordinal);
        var kept = (await _api.NodeAsync("""{"type":"PROJECT","name":"p","slug":"p"}""")).Ok["project"];
        Assert.Equal((id, true), (kept["id"].Text, kept["description"].IsNull));
    }

    [Fact]
    public async Task A_folder_and_an_experiment_of_one_name_stand_side_by_side()
    {
        var project = await _api.ProjectAsync("p");
        var folder = await _api.FolderAsync(project, "ROOT", "a");
        var run = await _api.OpenAsync("a");
        var below = await _api.OpenAsync("b", parentId: folder);
        Assert.NotEqual(folder, run.Node);
        Assert.Equal(
            "a/b",
            (await _api.GraphAsync(
                "query($i: ID!) { experimentById(id: $i) { displayPath } }", new { i = below.Id })).Data["experimentById"]["displayPath"].Text);
    }

    [Fact]
    public async Task A_folder_asked_for_again_is_the_same_node_even_when_eight_ask_at_once()
    {
        var project = await _api.ProjectAsync("p");
        var ids = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _api.FolderAsync(project, "ROOT", "same")));
        Assert.Single(ids.Distinct());
    }

    [Fact]
    public async Task A_folder_name_is_taken_as_given()
    {
        var project = await _api.ProjectAsync("p");
        var id = await _api.FolderAsync(project, "ROOT", "a/b %2F c");
        Assert.Equal("a/b %2F c", (await _api.GetAsync($"/api/nodes/{id}")).Ok["name"].Text);
    }

    [Fact]
    public async Task The_answer_to_an_experiment_holds_experiment_node_and_project()
    {
        var answer = (await _api.NodeAsync(
            """{"type":"EXPERIMENT","name":"r","parentId":"ROOT","projectSlug":"p","tags":["t"],"bindrs":["b"],"metadata":{"k":1},"description":"d"}""")).Ok;
        Assert.Equal("p", answer["project"]["slug"].Text);
        Assert.NotEqual(answer["experiment"]["id"].Text, answer["node"]["id"].Text);
        Assert.Equal(answer["experiment"]["id"].Text, answer["node"]["experimentId"].Text);
        Assert.Equal("RUNNING", answer["experiment"]["status"].Text);
        Assert.Equal(1, answer["experiment"]["metadata"]["k"].Number);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$", answer["experiment"]["createdAt"].Text);
    }

    [Fact]
    public async Task Reopening_replaces_what_is_given_keeps_the_rest_and_runs_again()
    {
        var run = await _api.OpenAsync(more: ""","tags":["a","b"],"metadata":{"x":1},"description":"old" """);
        (await _api.PatchAsync($"/api/nodes/{run.Node}", """{"status":"COMPLETED"}""")).Is(200);
        var again = (await _api.NodeAsync("""{"type":"EXPERIMENT","name":"run-7","parentId":"ROOT","projectSlug":"p","tags":["c"]}""")).Ok["experiment"];
        Assert.Equal(run.Id, again["id"].Text);
        Assert.Equal("""["c"]""", again["tags"].Raw);
        Assert.Equal(("old", """{"x":1}"""), (again["description"].Text, again["metadata"].Raw));
        Assert.Equal("RUNNING", again["status"].Text);
        Assert.True(again["endedAt"].IsNull);
        Assert.True(string.CompareOrdinal(again["startedAt"].Text, again["createdAt"].Text) > 0);
    }

    [Fact]
    public async Task A_write_protected_experiment_is_403_at_the_open_until_it_is_lifted()
    {
        var run = await _api.OpenAsync(more: ""","writeProtected":true""");
        const string Open = """{"type":"EXPERIMENT","name":"run-7","parentId":"ROOT","projectSlug":"p"}""";
        (await _api.NodeAsync(Open)).Is(403);
        Assert.False((await _api.PatchAsync($"/api/nodes/{run.Node}", """{"writeProtected":false}""")).Ok["writeProtected"].True);
        (await _api.NodeAsync(Open)).Is(200);
    }

    [Fact]
    public async Task An_experiment_without_a_name_is_400() =>
        (await _api.NodeAsync("""{"type":"EXPERIMENT","name":null,"parentId":"ROOT","projectSlug":"p"}""")).Is(400);

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("a\\u0000b")]
    [InlineData("")]
    public async Task A_name_of_dots_or_control_characters_is_400(string name) =>
        (await _api.NodeAsync($$"""{"type":"EXPERIMENT","name":"{{name}}","parentId":"ROOT","projectSlug":"p"}""")).Is(400);

    [Fact]
    public async Task A_file_answers_node_and_physical_file()
    {
        var run = await _api.OpenAsync();
        var bytes = Encoding.UTF8.GetBytes("weights");
        var answer =
            (await _api.UploadAsync(run, "wéights.bin", bytes, null, null, ("description", "best"), ("tags", "a,b"), ("metadata", """{"k":NaN}"""))).Is(200);
        var json = answer.Text;
        Assert.Contains("\"metadata\":{\"k\":null}", json, StringComparison.Ordinal);
        Assert.Contains(
            "\"metadata\":{\"k\":NaN}", (await _api.GetAsync($"/api/nodes/{answer.Json["node"]["id"].Text}?nan=token")).Text, StringComparison.Ordinal);
        var strict = (await _api.GetAsync($"/api/nodes/{json.Split("\"id\":\"")[1].Split('"')[0]}?nan=null")).Ok;
        Assert.Equal(("wéights.bin", "best", run.Id), (strict["name"].Text, strict["description"].Text, strict["experimentId"].Text));
        Assert.Equal("""["a","b"]""", strict["tags"].Raw);
        Assert.True(strict["deletedAt"].IsNull);
        var physical = strict["physicalFile"];
        Assert.Equal((7, Api.Sha256(bytes), "application/x-test", "wéights.bin"),
            (physical["sizeBytes"].Number, physical["checksum"].Text, physical["contentType"].Text, physical["filename"].Text));
        Assert.True(physical["s3Url"].IsNull);
    }

    [Trait(TestStores.Kind, TestStores.Embedded)]
    [Fact]
    public async Task Bytes_with_another_checksum_are_422_and_nothing_is_kept()
    {
        await using var server = await TestServer.StartAsync();
        var api = server.NewUser();
        var run = await api.OpenAsync();
        (await api.UploadAsync(run, "a/x.bin", [1, 2], checksum: new string('0', 64))).Is(422);
        Assert.Equal(0, (await api.GetAsync($"/api/search/files?experimentId={run.Id}&pattern=**/*")).Ok["total"].Number);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(server.Data, "blobs"), "*", SearchOption.AllDirectories));
    }

    [Trait(TestStores.Kind, TestStores.Embedded)]
    [Fact]
    public async Task A_file_of_the_same_name_keeps_the_node_gets_new_bytes_and_frees_the_old()
    {
        await using var server = await TestServer.StartAsync();
        var api = server.NewUser();
        var run = await api.OpenAsync();
        var first = (await api.UploadAsync(run, "w", [1], null, null, ("description", "kept"))).Ok;
        var second = (await api.UploadAsync(run, "w", [2, 3])).Ok;
        Assert.Equal(first["node"]["id"].Text, second["node"]["id"].Text);
        Assert.Equal("kept", second["node"]["description"].Text);
        Assert.NotEqual(first["node"]["physicalFile"]["id"].Text, second["node"]["physicalFile"]["id"].Text);
        Assert.Equal([2, 3], (await api.GetAsync($"/api/nodes/{second["node"]["id"].Text}/download")).Bytes);
        Assert.Single(Directory.EnumerateFiles(Path.Combine(server.Data, "blobs"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_file_for_ROOT_goes_below_the_node_of_its_experiment_and_a_slash_in_its_name_makes_folders()
    {
        var run = await _api.OpenAsync();
        var node = (await _api.UploadAsync(run, "models/best/w.pt", [1], parentId: "ROOT")).Ok["node"];
        Assert.Equal(("w.pt", "/models/best"), (node["name"].Text, node["pPath"].Text));
        var folder = (await _api.GetAsync($"/api/nodes/{node["parentId"].Text}")).Ok;
        Assert.Equal(("best", "FOLDER", run.Id), (folder["name"].Text, folder["type"].Text, folder["experimentId"].Text));
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("a/./b")]
    [InlineData("a\u0001b")]
    [InlineData("/")]
    public async Task A_file_name_that_climbs_or_holds_control_characters_is_400(string name) =>
        (await _api.UploadAsync(await _api.OpenAsync(), name, [1])).Is(400);

    [Fact]
    public async Task A_node_is_answered_at_top_level()
    {
        var run = await _api.OpenAsync();
        var node = (await _api.GetAsync($"/api/nodes/{run.Node}")).Ok;
        Assert.Equal(("run-7", "EXPERIMENT", "/"), (node["name"].Text, node["type"].Text, node["pPath"].Text));
        Assert.False(node.Has("node"));
    }

    [Fact]
    public async Task A_patch_replaces_what_is_given_empties_with_empty_and_leaves_the_rest()
    {
        var run = await _api.OpenAsync();
        var id = (await _api.UploadAsync(run, "f", [1], null, null, ("description", "d"), ("tags", "a"), ("metadata", """{"k":1}"""))).Ok["node"]["id"].Text;
        var patched = (await _api.PatchAsync($"/api/nodes/{id}", """{"tags":[],"metadata":{}}""")).Ok;
        Assert.Equal(("d", "[]", "{}"), (patched["description"].Text, patched["tags"].Raw, patched["metadata"].Raw));
        (await _api.PatchAsync($"/api/nodes/{id}", """{"status":"FAILED"}""")).Is(400);
    }

    [Theory]
    [InlineData("COMPLETED")]
    [InlineData("FAILED")]
    [InlineData("CANCELLED")]
    [InlineData("ARCHIVED")]
    public async Task A_status_other_than_RUNNING_sets_the_end(string status)
    {
        var run = await _api.OpenAsync();
        var node = (await _api.PatchAsync($"/api/nodes/{run.Node}", $$"""{"status":"{{status}}"}""")).Ok;
        Assert.Equal(status, node["status"].Text);
        Assert.False(node["endedAt"].IsNull);
        (await _api.PatchAsync($"/api/nodes/{run.Node}", """{"status":"DONE"}""")).Is(400);
    }

    [Fact]
    public async Task A_deleted_file_is_gone_everywhere_and_a_second_delete_is_404()
    {
        var run = await _api.OpenAsync();
        var id = (await _api.UploadAsync(run, "f", [1])).Ok["node"]["id"].Text;
        var deleted = (await _api.DeleteAsync($"/api/nodes/{id}")).Ok;
        Assert.Equal(id, deleted["id"].Text);
        Assert.NotEmpty(deleted["deletedAt"].Text);
        (await _api.GetAsync($"/api/nodes/{id}")).Is(404);
        (await _api.GetAsync($"/api/nodes/{id}/download")).Is(404);
        (await _api.PatchAsync($"/api/nodes/{id}", "{}")).Is(404);
        (await _api.DeleteAsync($"/api/nodes/{id}")).Is(404);
        Assert.Equal(0, (await _api.GetAsync($"/api/search/files?experimentId={run.Id}&pattern=**/f")).Ok["total"].Number);
        Assert.Equal(200, (await _api.UploadAsync(run, "f", [2])).Code);
    }

    [Fact]
    public async Task A_folder_that_holds_something_is_409_unless_recursive()
    {
        var run = await _api.OpenAsync();
        var file = (await _api.UploadAsync(run, "a/b/f", [1])).Ok["node"]["id"].Text;
        (await _api.DeleteAsync($"/api/nodes/{run.Node}")).Is(409);
        (await _api.DeleteAsync($"/api/nodes/{run.Node}?recursive=true")).Is(200);
        (await _api.GetAsync($"/api/nodes/{file}")).Is(404);
        (await _api.GetAsync($"/api/experiments/{run.Id}/logs")).Is(404);
        Assert.NotEqual(run.Id, (await _api.OpenAsync()).Id);
    }

    [Trait(TestStores.Kind, TestStores.Embedded)]
    [Fact]
    public async Task Deleting_a_project_counts_and_removes_all_data()
    {
        await using var server = await TestServer.StartAsync(null, ("CHUNK_SIZE", "2"));
        var api = server.NewUser();
        var run = await api.OpenAsync();
        await api.OpenAsync("other");
        (await api.UploadAsync(run, "d/f", [1])).Is(200);
        (await api.PointsAsync(run, "m", """[{"x":1},{"x":2},{"x":3}]""")).Is(200);
        var answer = (await api.DeleteAsync($"/api/projects/{run.Project}")).Ok;
        Assert.Equal((run.Project, 4, 2), (answer["projectId"].Text, answer["deleted"].Number, answer["experiments"].Number));
        Assert.NotEmpty(answer["message"].Text);
        (await api.DeleteAsync($"/api/projects/{run.Project}")).Is(404);
        (await api.GetAsync($"/api/experiments/{run.Id}/logs")).Is(404);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(server.Data, "blobs"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_download_has_length_type_ETag_and_ranges()
    {
        var run = await _api.OpenAsync();
        var bytes = Enumerable.Range(0, 1000).Select(i => (byte)i).ToArray();
        var id = (await _api.UploadAsync(run, "f.bin", bytes)).Ok["node"]["id"].Text;
        var whole = (await _api.GetAsync($"/api/nodes/{id}/download")).Is(200);
        Assert.Equal(bytes, whole.Bytes);
        Assert.Equal(
            ("1000", "application/x-test", $"\"{Api.Sha256(bytes)}\""),
            (whole.Headers["Content-Length"], whole.Headers["Content-Type"], whole.Headers["ETag"]));
        var part = (await _api.GetAsync($"/api/nodes/{id}/download", ("Range", "bytes=10-19"))).Is(206);
        Assert.Equal(bytes[10..20], part.Bytes);
        Assert.Equal("bytes 10-19/1000", part.Headers["Content-Range"]);
        (await _api.GetAsync($"/api/nodes/{id}/download", ("If-None-Match", whole.Headers["ETag"]))).Is(304);
        (await _api.GetAsync($"/api/nodes/{run.Node}/download")).Is(400);
    }

    [Fact]
    public async Task Search_finds_by_glob_with_zero_or_more_folders_newest_first()
    {
        var run = await _api.OpenAsync();
        foreach (var name in (string[])["w.pt", "models/w.pt", "models/best/w.pt", "models/best/x.txt"])
            (await _api.UploadAsync(run, name, [1])).Is(200);
        async Task<List<string>> Find(string pattern, string more = "") => [.. (await _api.GetAsync(
            $"/api/search/files?experimentId={run.Id}&pattern={Uri.EscapeDataString(pattern)}{more}")).Ok["files"].All.Select(f => f["path"].Text)];

        Assert.Equal(["models/best/w.pt", "models/w.pt", "w.pt"], await Find("**/w.pt"));
        Assert.Equal(["models/w.pt"], await Find("*/w.pt"));
        Assert.Equal(["models/best/x.txt", "models/best/w.pt"], await Find("models/**/?.*", "&limit=2"));
        Assert.Equal(["models/w.pt"], await Find("**/w.pt", "&limit=1&offset=1"));
        // The Python SDK looks a path up with limit=1, and seeks it among all that come.
        Assert.Equal(["models/best/w.pt", "models/w.pt", "w.pt"], await Find("**/w.pt", "&limit=1"));
        Assert.Equal(["models/best/x.txt"], await Find("**/?.*", "&limit=1"));
        Assert.Empty(await Find("W.pt"));
        var hit = (await _api.GetAsync($"/api/search/files?pattern=**%2Fx.txt")).Ok;
        Assert.Equal(("x.txt", 1), (hit["files"][0]["name"].Text, hit["total"].Number));
    }
}
