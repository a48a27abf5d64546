using System.Text.Json;

namespace MlDash.Server.Tests;

/// <summary>Forms that requests come in: HEAD, ids as numbers, units of ranges, verbs that are none.</summary>
public sealed class RequestFormTests(SharedServer shared)
{
    private readonly Api _api = shared.Server.NewUser();

    [Theory]
    [InlineData("/health")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/device/verification")]
    [InlineData("/api/nodes/{node}")]
    [InlineData("/api/nodes/{file}/download")]
    [InlineData("/api/search/files?experimentId={id}")]
    [InlineData("/api/experiments/{id}/logs")]
    [InlineData("/api/experiments/{id}/parameters")]
    [InlineData("/api/experiments/{id}/metrics")]
    [InlineData("/api/experiments/{id}/metrics/m/data")]
    [InlineData("/api/experiments/{id}/metrics/m/stats")]
    [InlineData("/api/experiments/{id}/metrics/m/chunks/0")]
    [InlineData("/api/experiments/{id}/tracks")]
    [InlineData("/api/experiments/{id}/tracks/t/data?format=json")]
    [InlineData("/api/experiments/{id}/tracks/t/data?format=parquet")]
    [InlineData("/api/auth/tokens")]
    [InlineData("/api/namespaces/{user}/members")]
    [InlineData("/api/nodes/1")]
    [InlineData("/api/experiments/{id}/logs?limit=x")]
    public async Task HEAD_answers_what_GET_does_without_its_body(string path)
    {
        var run = await _api.OpenAsync();
        var file = (await _api.UploadAsync(run, "f.bin", new byte[5000])).Ok["node"]["id"].Text;
        (await _api.PointsAsync(run, "m", $"[{string.Join(",", Enumerable.Repeat("""{"x":1}""", 15))}]")).Is(200);
        (await _api.PostAsync($"/api/experiments/{run.Id}/tracks/t/append", """{"timestamp":1,"data":{"a":1}}""")).Is(200);
        (await _api.PostAsync($"/api/experiments/{run.Id}/logs", """{"logs":[{"message":"é"}]}""")).Is(200);
        path = path.Replace("{id}", run.Id, StringComparison.Ordinal).Replace("{node}", run.Node, StringComparison.Ordinal)
            .Replace("{file}", file, StringComparison.Ordinal).Replace("{user}", _api.User, StringComparison.Ordinal);
        var get = await _api.GetAsync(path);
        var head = await _api.SendAsync(HttpMethod.Head, path);
        Assert.Equal((get.Code, 0), (head.Code, head.Bytes.Length));
        // Health says how long it took, to a tenth of a millisecond.
        Assert.InRange(
            int.Parse(head.Headers["Content-Length"]), get.Bytes.Length - (path == "/health" ? 9 : 0), get.Bytes.Length + (path == "/health" ? 9 : 0));
        string[] moving = ["Date", "Transfer-Encoding", "Content-Length"];
        Assert.Equal(get.Headers.Where(h => !moving.Contains(h.Key)).OrderBy(h => h.Key), head.Headers.Where(h => !moving.Contains(h.Key)).OrderBy(h => h.Key));
    }

    [Fact]
    public async Task HEAD_of_what_has_no_GET_is_405_and_needs_a_login_where_GET_does()
    {
        Assert.Equal(405, (await _api.SendAsync(HttpMethod.Head, "/graphql")).Code);
        Assert.Equal(405, (await _api.SendAsync(HttpMethod.Head, "/api/projects/1")).Code);
        Assert.Equal(401, (await shared.Server.Anonymous().SendAsync(HttpMethod.Head, "/api/nodes/1")).Code);
    }

    [Fact]
    public async Task Ids_may_be_numbers_wherever_a_request_names_them()
    {
        var run = await _api.OpenAsync();
        var folder = await _api.FolderAsync(run.Project, "ROOT", "f");
        Assert.Equal(folder, (await _api.NodeAsync($$"""{"type":"FOLDER","projectId":{{run.Project}},"parentId":"ROOT","name":"f"}""")).Ok["node"]["id"].Text);
        var inside = (await _api.NodeAsync(
            $$"""{"type":"FOLDER","projectId":{{run.Project}},"parentId":{{run.Node}},"experimentId":{{run.Id}},"name":"in"}""")).Ok["node"];
        Assert.Equal((run.Id, run.Node), (inside["experimentId"].Text, inside["parentId"].Text));
        var below = (await _api.NodeAsync($$"""{"type":"EXPERIMENT","projectId":{{run.Project}},"parentId":{{folder}},"name":"r","experimentId":null}""")).Ok;
        Assert.Equal(folder, below["node"]["parentId"].Text);

        foreach (var variables in (string[])[
            $$"""{"i":{{run.Id}},"p":{{run.Project}},"f":{{folder}}}""",
            $$"""{"i":"{{run.Id}}","p":"{{run.Project}}","f":"{{folder}}"}"""
        ])
        {
            const string Query = "query($i: ID!, $p: ID, $f: ID) { experimentById(id: $i) { id } experimentNode(experimentId: $i) { id } project(id: $p) { id nodes(parentId: $f) { name } } }";
            var data = (await _api.PostAsync("/graphql", $$"""{"query":{{JsonSerializer.Serialize(Query)}},"variables":{{variables}}}""")).Data;
            Assert.Equal(
                (run.Id, run.Node, run.Project, "r"),
                (data["experimentById"]["id"].Text, data["experimentNode"]["id"].Text, data["project"]["id"].Text, data["project"]["nodes"][0]["name"].Text));
        }
        Assert.Equal(run.Id, (await _api.GraphAsync($"{{ experimentById(id: {run.Id}) {{ id }} }}")).Data["experimentById"]["id"].Text);
    }

    [Theory]
    [InlineData("m/append-batch/")]
    [InlineData("m/append/")]
    [InlineData("m/data/")]
    [InlineData("m/stats/")]
    [InlineData("m/append_batch")]
    [InlineData("a/b/append_batch")]
    [InlineData("m/appendBatch")]
    [InlineData("m/Append-Batch")]
    [InlineData("append_batch")]
    [InlineData("m/data")]
    [InlineData("m/stats")]
    [InlineData("m/chunks/0")]
    [InlineData("m/")]
    public async Task A_path_that_ends_in_no_verb_of_ours_is_404_and_makes_no_metric(string rest)
    {
        var run = await _api.OpenAsync();
        (await _api.PostAsync($"/api/experiments/{run.Id}/metrics/{rest}", """{"dataPoints":[{"x":1}]}""")).Is(404);
        Assert.Equal(0, (await _api.GetAsync($"/api/experiments/{run.Id}/metrics")).Ok["metrics"].Count);
    }

    [Theory]
    [InlineData("run:1/append-batch", "run:1")]
    [InlineData("q?x/append-batch", "q?x")]
    [InlineData("data", "data")]
    [InlineData("a/b", "a/b")]
    [InlineData("append-batch", "None")]
    [InlineData("stats/append", "stats")]
    [InlineData("a%5Cb%3C%3E%7C*/append-batch", "a\\b<>|*")]
    public async Task Names_as_the_published_clients_send_them_are_kept(string rest, string name)
    {
        var run = await _api.OpenAsync();
        (await _api.PostAsync($"/api/experiments/{run.Id}/metrics/{rest}", """{"dataPoints":[{"x":1}]}""")).Is(200);
        Assert.Equal(name, (await _api.GetAsync($"/api/experiments/{run.Id}/metrics")).Ok["metrics"][0]["name"].Text);
    }

    [Theory]
    [InlineData("lines=0-5")]
    [InlineData("seconds=1-2")]
    [InlineData("bytes")]
    [InlineData("0-5")]
    public async Task A_range_in_a_unit_that_is_not_known_is_no_range(string range)
    {
        var id = (await _api.UploadAsync(await _api.OpenAsync(), "f", [1, 2, 3, 4, 5, 6, 7, 8])).Ok["node"]["id"].Text;
        Assert.Equal(8, (await _api.GetAsync($"/api/nodes/{id}/download", ("Range", range))).Is(200).Bytes.Length);
        Assert.Equal([2, 3], (await _api.GetAsync($"/api/nodes/{id}/download", ("Range", "Bytes=1-2"))).Is(206).Bytes);
    }

    [Fact]
    public async Task A_token_with_critical_headers_is_refused()
    {
        var (plain, critical) = (TestTokens.Public(_api.User), TestTokens.Sign(
            new { username = _api.User }, header: new { alg = "HS256", typ = "JWT", crit = (string[])["exp"] }));
        (await shared.Server.Anonymous(plain).GetAsync("/api/auth/tokens")).Is(200);
        (await shared.Server.Anonymous(critical).GetAsync("/api/auth/tokens")).Is(401);
    }

    [Fact]
    public async Task A_member_is_named_as_decoded_once()
    {
        var members = $"/api/namespaces/{_api.User}/members";
        var answer =
            await RawSocket.SendAsync(shared.Server.Url, RawSocket.Request("PUT", members + "/x%2Fy", TestTokens.Public(_api.User), """{"role":"viewer"}"""));
        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200", await RawSocket.SendAsync(shared.Server.Url,
            RawSocket.Request("PUT", members + "/b%C3%A9%2520x", TestTokens.Public(_api.User), """{"role":"viewer"}""")), StringComparison.Ordinal);
        Assert.Equal([_api.User, "bé%20x"], (await _api.GetAsync(members)).Ok["members"].All.Select(m => m["username"].Text));
        Assert.StartsWith(
            "HTTP/1.1 200",
            await RawSocket.SendAsync(shared.Server.Url, RawSocket.Request("DELETE", members + "/b%C3%A9%2520x", TestTokens.Public(_api.User))),
            StringComparison.Ordinal);
    }
}
