using System.Text.Json;

namespace MlDash.Server.Tests;

/// <summary>Section 6: each document that the clients send, in the shape the protocol describes.</summary>
public sealed class Section06GraphQlDocumentTests(SharedServer shared)
{
    private const string ListFields = """
        { experiments { id name description tags status startedAt endedAt metadata project { slug namespace { slug } }
          logMetadata { totalLogs } metrics { name } files { id } trackCount displayPath } totalCount hasMore }
        """;

    private readonly Api _api = shared.Server.NewUser();

    [Fact]
    public async Task Document_01_GetMyNamespace() =>
        Assert.Equal(_api.User, (await _api.GraphAsync("query GetMyNamespace { me { username } }")).Data["me"]["username"].Text);

    [Fact]
    public async Task Document_02_GetCurrentUser()
    {
        var me = (await _api.GraphAsync("query GetCurrentUser { me { id username email name given_name family_name picture } }")).Data["me"];
        Assert.Equal(["id", "username", "email", "name", "given_name", "family_name", "picture"], me.Names);
        Assert.Equal(JsonValueKind.String, me["id"].Kind);
    }

    [Fact]
    public async Task Document_03_GetProject()
    {
        const string Query = "query GetProject($namespace: String!) { namespace(slug: $namespace) { projects { id slug } } }";
        Assert.Equal("[]", (await _api.GraphAsync(Query, new { @namespace = _api.User })).Data["namespace"]["projects"].Raw);
        var id = await _api.ProjectAsync("p");
        Assert.Equal($$"""[{"id":"{{id}}","slug":"p"}]""", (await _api.GraphAsync(Query, new { @namespace = _api.User })).Data["namespace"]["projects"].Raw);
        Assert.True((await _api.GraphAsync(Query, new { @namespace = "nobody" })).Data["namespace"].IsNull);
    }

    [Fact]
    public async Task Document_04_GetExperimentNode()
    {
        var run = await _api.OpenAsync();
        var data = (await _api.GraphAsync(
            "query GetExperimentNode($experimentId: ID!) { experimentNode(experimentId: $experimentId) { id } }", new { experimentId = run.Id })).Data;
        Assert.Equal(run.Node, data["experimentNode"]["id"].Text);
    }

    [Fact]
    public async Task Document_05_GetExperimentProject()
    {
        var run = await _api.OpenAsync();
        Assert.Equal(run.Project, (await ByIdAsync(run, "projectId"))["projectId"].Text);
    }

    [Fact]
    public async Task Document_06_GetExperimentNode_with_an_unused_variable()
    {
        var run = await _api.OpenAsync();
        var data = (await _api.GraphAsync("""
            query GetExperimentNode($projectId: ID!, $experimentId: ID!) { project(id: $projectId) { nodes(parentId: null, maxDepth: 10) {
              id type experimentId children { id type experimentId children { id type experimentId } } } } }
            """, new { projectId = run.Project, experimentId = run.Id })).Data;
        Assert.Equal(
            (run.Node, "EXPERIMENT", run.Id),
            (data["project"]["nodes"][0]["id"].Text, data["project"]["nodes"][0]["type"].Text, data["project"]["nodes"][0]["experimentId"].Text));
    }

    [Fact]
    public async Task Document_07_GetExpInfo()
    {
        var run = await _api.OpenAsync();
        Assert.Equal(
            """{"project":{"slug":"p","namespace":{"slug":"USER"}}}""".Replace("USER", _api.User, StringComparison.Ordinal),
            (await ByIdAsync(run, "project { slug namespace { slug } }")).Raw);
    }

    [Fact]
    public async Task Document_08_GetExperimentPath()
    {
        var (run, folder) = await NestedAsync();
        var nodes = (await _api.GraphAsync("""
            query GetExperimentPath($namespaceSlug: String!, $projectSlug: String!) { project(namespaceSlug: $namespaceSlug, projectSlug: $projectSlug) {
              nodes(parentId: null, maxDepth: 10) { id name type experimentId parentId children { id name type experimentId parentId children { id name type experimentId parentId } } } } }
            """, new { namespaceSlug = _api.User, projectSlug = "p" })).Data["project"]["nodes"];
        Assert.Equal(("f1", "FOLDER"), (nodes[0]["name"].Text, nodes[0]["type"].Text));
        Assert.True(nodes[0]["experimentId"].IsNull && nodes[0]["parentId"].IsNull);
        var inner = nodes[0]["children"][0]["children"][0];
        Assert.Equal(("run-7", run.Id, folder), (inner["name"].Text, inner["experimentId"].Text, inner["parentId"].Text));
    }

    [Fact]
    public async Task Document_09_GetExperimentProject_second_form()
    {
        var run = await _api.OpenAsync();
        Assert.Equal("""{"project":{"slug":"p","name":"p"}}""", (await ByIdAsync(run, "project { slug name }")).Raw);
    }

    [Fact]
    public async Task Document_10_ListExperimentFilesPaginated()
    {
        var run = await _api.OpenAsync();
        for (var i = 0; i < 3; i++)
            (await _api.UploadAsync(run, $"models/f{i}", [1, 2], null, null, ("tags", "x"))).Is(200);
        var page = (await _api.GraphAsync("""
            query ListExperimentFilesPaginated($experimentId: ID!, $limit: Int!, $offset: Int!) { experimentById(id: $experimentId) { filesPaginated(limit: $limit, offset: $offset) {
              files { id name description tags metadata createdAt pPath physicalFile { id filename contentType sizeBytes checksum s3Url } } totalCount hasMore } } }
            """, new { experimentId = run.Id, limit = 2, offset = 0 })).Data["experimentById"]["filesPaginated"];
        Assert.Equal((3, true, 2), (page["totalCount"].Number, page["hasMore"].True, page["files"].Count));
        var file = page["files"][0];
        Assert.Equal(
            ("f2", "/models", 2, "f2"),
            (file["name"].Text, file["pPath"].Text, file["physicalFile"]["sizeBytes"].Number, file["physicalFile"]["filename"].Text));
        Assert.Equal("""["x"]""", file["tags"].Raw);
    }

    [Fact]
    public async Task Document_11_ProjectsPaginated()
    {
        foreach (var slug in (string[])["a", "b", "c"])
            await _api.OpenAsync(project: slug);
        const string Query = """
            query ProjectsPaginated($namespaceSlug: String, $limit: Int!, $offset: Int!) { projectsPaginated(namespaceSlug: $namespaceSlug, limit: $limit, offset: $offset) {
              projects { id name slug description tags experimentCount } totalCount hasMore } }
            """;
        var page = (await _api.GraphAsync(Query, new { limit = 2, offset = 1 })).Data["projectsPaginated"];
        Assert.Equal((3, false), (page["totalCount"].Number, page["hasMore"].True));
        Assert.Equal(["b", "a"], page["projects"].All.Select(p => p["slug"].Text));
        Assert.Equal((1, "[]"), (page["projects"][0]["experimentCount"].Number, page["projects"][0]["tags"].Raw));
    }

    [Fact]
    public async Task Document_12_ExperimentsPaginated()
    {
        var (run, _) = await NestedAsync();
        await FillAsync(run);
        var done = await _api.OpenAsync("done");
        (await _api.PatchAsync($"/api/nodes/{done.Node}", """{"status":"COMPLETED"}""")).Is(200);
        var query = $$"""
            query ExperimentsPaginated($namespaceSlug: String, $projectSlug: String!, $status: ExperimentStatus, $limit: Int!, $offset: Int!) {
              experimentsPaginated(namespaceSlug: $namespaceSlug, projectSlug: $projectSlug, status: $status, limit: $limit, offset: $offset) {{ListFields}} }
            """;
        async Task<Json> Page(object variables) => (await _api.GraphAsync(query, variables)).Data["experimentsPaginated"];
        var all = await Page(new { namespaceSlug = _api.User, projectSlug = "p", limit = 50, offset = 0 });
        Assert.Equal(["done", "f1/f2/run-7"], all["experiments"].All.Select(e => e["displayPath"].Text));
        var full = all["experiments"][1];
        Assert.Equal((2, 2, 1, 1), (full["logMetadata"]["totalLogs"].Number, full["metrics"].Count, full["files"].Count, full["trackCount"].Number));
        Assert.Equal(("RUNNING", "p", _api.User), (full["status"].Text, full["project"]["slug"].Text, full["project"]["namespace"]["slug"].Text));
        Assert.Equal(1, (await Page(new { projectSlug = "p", status = "COMPLETED", limit = 50, offset = 0 }))["totalCount"].Number);
        var qualified = await Page(new { projectSlug = $"{_api.User}/p", limit = 1, offset = 0 });
        Assert.Equal((2, true), (qualified["totalCount"].Number, qualified["hasMore"].True));
        Assert.Equal(0, (await Page(new { projectSlug = "none", limit = 50, offset = 0 }))["totalCount"].Number);
    }

    [Fact]
    public async Task Document_13_Experiment()
    {
        var (run, _) = await NestedAsync();
        await FillAsync(run);
        const string Query = """
            query Experiment($namespaceSlug: String, $projectSlug: String!, $experimentName: String!) { experiment(namespaceSlug: $namespaceSlug, projectSlug: $projectSlug, experimentName: $experimentName) {
              id name description tags status metadata project { slug namespace { slug } } logMetadata { totalLogs } metrics { name metricMetadata { totalDataPoints } }
              files { id name pPath description tags metadata physicalFile { filename contentType sizeBytes checksum s3Url } } parameters { id data } } }
            """;
        async Task<Json> Named(string name) => (await _api.GraphAsync(Query, new { projectSlug = "p", experimentName = name })).Data["experiment"];
        var experiment = await Named("run-7");
        Assert.Equal(run.Id, experiment["id"].Text);
        Assert.Equal(
            """[{"name":"a/b","metricMetadata":{"totalDataPoints":3}},{"name":"m","metricMetadata":{"totalDataPoints":1}}]""", experiment["metrics"].Raw);
        Assert.Equal("""{"lr":0.1}""", experiment["parameters"]["data"].Raw);
        Assert.Equal("/models", experiment["files"][0]["pPath"].Text);
        Assert.Equal(run.Id, (await Named("f1/f2/run-7"))["id"].Text);
        Assert.True((await Named("f2/run-7")).IsNull);
        var top = await _api.OpenAsync("run-7");
        Assert.Equal(top.Id, (await Named("run-7"))["id"].Text);
        Assert.True((await Named("run-7"))["parameters"].IsNull);
    }

    [Fact]
    public async Task Document_14_GetProjectHierarchy_with_nine_nested_children()
    {
        var (run, _) = await NestedAsync();
        (await _api.UploadAsync(run, "models/w", [1])).Is(200);
        var selection = "...F";
        for (var i = 0; i < 9; i++)
            selection = $"...F children {{ {selection} }}";
        var nodes = (await _api.GraphAsync($$"""
            query GetProjectHierarchy($namespaceSlug: String!, $projectSlug: String!) { project(namespaceSlug: $namespaceSlug, projectSlug: $projectSlug) { nodes(parentId: null, maxDepth: 20) { {{selection}} } } }
            fragment F on Node { id name type pPath experimentId }
            """, new { namespaceSlug = _api.User, projectSlug = "p" })).Data["project"]["nodes"];
        var inner = nodes[0]["children"][0]["children"][0];
        Assert.Equal((run.Id, "/f1/f2"), (inner["experimentId"].Text, inner["pPath"].Text));
        Assert.Equal("[]", inner["children"].Raw);
    }

    [Fact]
    public async Task Document_15_GetExperiment()
    {
        var run = await _api.OpenAsync(more: ""","metadata":{"prefix":"x"},"tags":["t"],"description":"d" """);
        var experiment = await ByIdAsync(run, "id name description tags status metadata project { slug namespace { slug } }");
        Assert.Equal(
            (run.Id, "d", """{"prefix":"x"}""", """["t"]"""),
            (experiment["id"].Text, experiment["description"].Text, experiment["metadata"].Raw, experiment["tags"].Raw));
    }

    [Theory]
    [InlineData("{0}/p/*", "f1/f2/run-7,top,run-8")]
    [InlineData("{0}/p*/run-?", "f1/f2/run-7,run-8")]
    [InlineData("{0}/p/f1/*", "f1/f2/run-7")]
    [InlineData("{0}/p/run-[!8]", "f1/f2/run-7")]
    [InlineData("{0}/p/RUN-7", "")]
    [InlineData("*/p/run-[7-8]", "f1/f2/run-7,run-8")]
    [InlineData("{0}/q/*", "")]
    public async Task Document_16_SearchExperimentsPaginated(string pattern, string found)
    {
        await NestedAsync();
        await _api.OpenAsync("top");
        await _api.OpenAsync("run-8");
        var page = (await _api.GraphAsync("""
            query SearchExperimentsPaginated($pattern: String!, $limit: Int!, $offset: Int!) { searchExperimentsPaginated(pattern: $pattern, limit: $limit, offset: $offset) {
              experiments { id name description tags status startedAt endedAt metadata project { id slug name namespace { id slug } } logMetadata { totalLogs }
              metrics { name metricMetadata { totalDataPoints } } files { id name } trackCount displayPath } totalCount hasMore } }
            """, new { pattern = string.Format(pattern, _api.User), limit = 50, offset = 0 })).Data["searchExperimentsPaginated"];
        Assert.Equal(found.Split(',', StringSplitOptions.RemoveEmptyEntries).Order(), page["experiments"].All.Select(e => e["displayPath"].Text).Order());
    }

    [Fact]
    public async Task Document_17_what_a_user_types()
    {
        Assert.Equal(_api.User, (await _api.GraphAsync("{ me { username } }")).Data["me"]["username"].Text);
        Assert.Equal(_api.User, (await _api.GraphAsync("""mutation { updateUser(name: "Grace") { username } }""")).Data["updateUser"]["username"].Text);
        Assert.Equal("Grace", (await _api.GraphAsync("{ me { name } }")).Data["me"]["name"].Text);
    }

    private async Task<Json> ByIdAsync(Run run, string fields) =>
        (await _api.GraphAsync(
            $"query Q($experimentId: ID!) {{ experimentById(id: $experimentId) {{ {fields} }} }}", new { experimentId = run.Id })).Data["experimentById"];

    private async Task<(Run Run, string Folder)> NestedAsync()
    {
        var project = await _api.ProjectAsync("p");
        var folder = await _api.FolderAsync(project, await _api.FolderAsync(project, "ROOT", "f1"), "f2");
        return (await _api.OpenAsync(parentId: folder), folder);
    }

    private async Task FillAsync(Run run)
    {
        (await _api.PostAsync($"/api/experiments/{run.Id}/logs", """{"logs":[{"message":"a"},{"message":"b"}]}""")).Is(200);
        (await _api.PointsAsync(run, "a/b", """[{"x":1},{"x":2},{"x":3}]""")).Is(200);
        (await _api.PointsAsync(run, "m", """[{"x":1}]""")).Is(200);
        (await _api.PostAsync($"/api/experiments/{run.Id}/tracks/t/append", """{"timestamp":1,"data":{}}""")).Is(200);
        (await _api.PostAsync($"/api/experiments/{run.Id}/parameters", """{"data":{"lr":0.1}}""")).Is(200);
        (await _api.UploadAsync(run, "models/w", [1])).Is(200);
    }
}
