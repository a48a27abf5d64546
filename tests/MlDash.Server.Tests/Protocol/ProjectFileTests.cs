using System.Text;

namespace MlDash.Server.Tests;

/// <summary>Files that lie in a project or in a folder of it, in no experiment: <c>.dashrc</c> and <c>README.md</c>.</summary>
public sealed class ProjectFileTests(SharedServer shared)
{
    private static readonly byte[] _bytes = Encoding.UTF8.GetBytes("charts: []");
    private readonly Api _api = shared.Server.NewUser();

    [Fact]
    public async Task A_file_lies_at_the_top_of_a_project_and_in_its_folders()
    {
        var project = await _api.ProjectAsync("p");
        var folder = await _api.FolderAsync(project, "ROOT", "sweep");
        var top = (await UploadAsync(project, "README.md", ("parentId", "ROOT"))).Ok["node"];
        var noParent = (await UploadAsync(project, "notes.md")).Ok["node"];
        var inFolder = (await UploadAsync(project, ".dashrc", ("parentId", folder))).Ok["node"];
        var deeper = (await UploadAsync(project, "a/b.md", ("parentId", folder))).Ok["node"];
        Assert.Equal(("/", "/", "/sweep", "/sweep/a"), (top["pPath"].Text, noParent["pPath"].Text, inFolder["pPath"].Text, deeper["pPath"].Text));
        Assert.Equal((folder, project), (inFolder["parentId"].Text, inFolder["projectId"].Text));
        Assert.True(inFolder["experimentId"].IsNull && top["parentId"].IsNull);
        Assert.Equal(_bytes, (await _api.GetAsync($"/api/nodes/{inFolder["id"].Text}/download")).Is(200).Bytes);
    }

    [Fact]
    public async Task It_is_replaced_patched_and_deleted_as_any_other()
    {
        var project = await _api.ProjectAsync("p");
        var id = (await UploadAsync(project, ".dashrc", ("description", "kept"))).Ok["node"]["id"].Text;
        var again = (await UploadAsync(project, ".dashrc", "other"u8.ToArray())).Ok["node"];
        Assert.Equal((id, "kept"), (again["id"].Text, again["description"].Text));
        Assert.Equal("other", (await _api.GetAsync($"/api/nodes/{id}/download")).Text);
        Assert.Equal("""["t"]""", (await _api.PatchAsync($"/api/nodes/{id}", """{"tags":["t"]}""")).Ok["tags"].Raw);
        (await _api.DeleteAsync($"/api/nodes/{id}")).Is(200);
        Assert.Equal(0, (await _api.GetAsync($"/api/search/files?projectId={project}")).Ok["total"].Number);
        Assert.Empty((await TreeAsync(project)).All);
    }

    [Fact]
    public async Task Search_by_project_finds_it_and_no_file_of_an_experiment()
    {
        var run = await _api.OpenAsync();
        (await _api.UploadAsync(run, "sweep/README.md", [1])).Is(200);
        var folder = await _api.FolderAsync(run.Project, "ROOT", "sweep");
        (await UploadAsync(run.Project, "README.md", ("parentId", folder))).Is(200);
        var hits = (await _api.GetAsync($"/api/search/files?projectId={run.Project}&pattern=**%2FREADME.md&limit=1")).Ok;
        Assert.Equal(("sweep/README.md", true), (hits["files"][0]["path"].Text, hits["files"][0]["experimentId"].IsNull));
        Assert.Equal(1, hits["total"].Number);
        Assert.Equal(run.Id, (await _api.GetAsync($"/api/search/files?experimentId={run.Id}&pattern=**%2FREADME.md")).Ok["files"][0]["experimentId"].Text);
        Assert.Equal(2, (await _api.GetAsync("/api/search/files?pattern=**%2FREADME.md")).Ok["total"].Number);
        (await shared.Server.NewUser().GetAsync($"/api/search/files?projectId={run.Project}")).Is(404);
    }

    [Fact]
    public async Task GraphQL_has_it_in_the_tree_and_by_pages()
    {
        var run = await _api.OpenAsync();
        (await _api.UploadAsync(run, "inside.txt", [1])).Is(200);
        var folder = await _api.FolderAsync(run.Project, "ROOT", "sweep");
        foreach (var name in (string[])["a.md", "b.md", "c.md"])
            (await UploadAsync(run.Project, name, ("parentId", folder))).Is(200);
        var tree = await TreeAsync(run.Project);
        var node = tree.All.Single(n => n["name"].Text == "sweep");
        Assert.Equal(["a.md", "b.md", "c.md"], node["children"].All.Select(c => c["name"].Text).Order());
        Assert.All(node["children"].All, c => Assert.Equal((10, "FILE"), (c["physicalFile"]["sizeBytes"].Number, c["type"].Text)));
        var page = (await _api.GraphAsync(
            "query($p: ID!) { project(id: $p) { filesPaginated(limit: 2, offset: 1) { files { name pPath } totalCount hasMore } } }", new { p = run.Project }))
            .Data["project"]["filesPaginated"];
        Assert.Equal(("""[{"name":"b.md","pPath":"/sweep"},{"name":"a.md","pPath":"/sweep"}]""", 3, false),
            (page["files"].Raw, page["totalCount"].Number, page["hasMore"].True));
    }

    [Trait(TestStores.Kind, TestStores.Embedded)]
    [Fact]
    public async Task It_goes_with_its_folder_and_its_bytes_with_the_project()
    {
        await using var server = await TestServer.StartAsync();
        var api = server.NewUser();
        var project = await api.ProjectAsync("p");
        var folder = await api.FolderAsync(project, "ROOT", "sweep");
        var file = (await UploadAsync(api, project, "f", _bytes, ("parentId", folder))).Ok["node"]["id"].Text;
        (await UploadAsync(api, project, "g", _bytes)).Is(200);
        (await api.DeleteAsync($"/api/nodes/{folder}")).Is(409);
        (await api.DeleteAsync($"/api/nodes/{folder}?recursive=true")).Is(200);
        (await api.GetAsync($"/api/nodes/{file}")).Is(404);
        Assert.Equal(1, (await api.DeleteAsync($"/api/projects/{project}")).Ok["deleted"].Number);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(server.Data, "blobs"), "*", SearchOption.AllDirectories));
    }

    private Task<Answer> UploadAsync(string project, string name, params (string, string)[] more) => UploadAsync(_api, project, name, _bytes, more);

    private Task<Answer> UploadAsync(string project, string name, byte[] bytes) => UploadAsync(_api, project, name, bytes);

    private static Task<Answer> UploadAsync(Api api, string project, string name, byte[] bytes, params (string Name, string Value)[] more)
    {
        var form = new MultipartFormDataContent();
        foreach (var (field, value) in ((string, string)[])[("type", "FILE"), ("projectId", project), ("name", name), ("checksum", Api.Sha256(bytes)), .. more])
            form.Add(new StringContent(value), $"\"{field}\"");
        form.Add(new ByteArrayContent(bytes), "\"file\"", "\"upload.bin\"");
        return api.SendAsync(HttpMethod.Post, $"/api/namespaces/{api.User}/nodes", form);
    }

    private async Task<Json> TreeAsync(string project) => (await _api.GraphAsync(
        "query($p: ID!) { project(id: $p) { nodes(parentId: null, maxDepth: 10) { id name type children { id name type physicalFile { sizeBytes } } } } }",
        new { p = project })).Data["project"]["nodes"];
}
