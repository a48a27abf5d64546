using System.Text;

namespace MlDash.Server.Tests;

/// <summary>What an attacker would try first.</summary>
public sealed class SecurityTests(SharedServer shared)
{
    private readonly Api _owner = shared.Server.NewUser();
    private readonly Api _stranger = shared.Server.NewUser();

    public static TheoryData<string, string> BadTokens
    {
        get
        {
            var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
            var good = TestTokens.Public("mallory");
            return new()
            {
                { "no token at all", "" },
                { "not a token", "abc.def.ghi" },
                { "alg none", TestTokens.Sign(new { username = "mallory" }, algorithm: "none") },
                { "another algorithm", TestTokens.Sign(new { username = "mallory" }, TestTokens.DevelopmentSecret + TestTokens.DevelopmentSecret, "HS512") },
                { "the right secret with another algorithm", TestTokens.Sign(new { username = "mallory" }, TestTokens.DevelopmentSecret, "HS512") },
                { "another secret", TestTokens.Public("mallory", "another-secret-that-is-long-enough-to-be-one") },
                { "a changed payload", good.Split('.')[0] + "." + TestTokens.Public("alice").Split('.')[1] + "." + good.Split('.')[2] },
                { "no signature", good[..(good.LastIndexOf('.') + 1)] },
                { "expired", TestTokens.Derived("mallory", now - 2_592_001) },
                { "no user name", TestTokens.Sign(new { sub = "1" }) },
                { "a user name that is a path", TestTokens.Sign(new { username = "../alice" }) },
                { "a user name of dots", TestTokens.Sign(new { username = ".." }) },
            };
        }
    }

    [Theory]
    [MemberData(nameof(BadTokens))]
    public async Task A_token_that_is_not_ours_is_401_everywhere(string kind, string token)
    {
        var api = shared.Server.Anonymous(token.Length == 0 ? null : token);
        foreach (var (method, path) in ((string, string)[])[
            ("GET", "/api/nodes/1"),
            ("POST", "/graphql"),
            ("POST", "/api/auth/exchange"),
            ("POST", "/api/namespaces/mallory/nodes"),
            ("GET", "/api/search/files")
        ])
        {
            var answer = await api.SendAsync(new HttpMethod(method), path, method == "POST" ? new StringContent("{}") : null);
            Assert.True(answer.Code == 401, $"{kind}: {method} {path} answered {answer.Code}");
            if (token.Length > 20)
                Assert.DoesNotContain(token, answer.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Another_users_data_is_neither_read_nor_written_nor_revealed_over_REST()
    {
        var run = await _owner.OpenAsync("secret-run", "secret-project");
        var file = (await _owner.UploadAsync(run, "secret.bin", [1, 2, 3])).Ok["node"]["id"].Text;
        await _owner.PointsAsync(run, "m", """[{"x":1}]""");
        await _owner.PostAsync($"/api/experiments/{run.Id}/tracks/t/append", """{"timestamp":1,"data":{}}""");
        var experiment = $"/api/experiments/{run.Id}";
        (string Method, string Path, string? Body)[] attempts =
        [
            ("GET", $"/api/nodes/{run.Node}", null), ("GET", $"/api/nodes/{file}", null), ("GET", $"/api/nodes/{file}/download", null),
            ("PATCH", $"/api/nodes/{file}", """{"description":"mine"}"""), ("PATCH", $"/api/nodes/{run.Node}", """{"status":"FAILED"}"""),
            ("DELETE", $"/api/nodes/{file}", null), ("DELETE", $"/api/nodes/{run.Node}?recursive=true", null), ("DELETE", $"/api/projects/{run.Project}", null),
            ("GET", $"{experiment}/logs", null), ("POST", $"{experiment}/logs", """{"logs":[{"message":"x"}]}"""),
            ("GET", $"{experiment}/parameters", null), ("POST", $"{experiment}/parameters", """{"data":{"a":1}}"""),
            ("GET", $"{experiment}/metrics", null), ("GET", $"{experiment}/metrics/m/data", null), ("GET", $"{experiment}/metrics/m/stats", null),
            ("POST", $"{experiment}/metrics/m/append", """{"data":{"x":1}}"""),
            ("POST", $"{experiment}/metrics/m/append-batch", """{"dataPoints":[{"x":1}]}"""),
            ("GET", $"{experiment}/tracks", null),
            ("GET", $"{experiment}/tracks/t/data?format=json", null),
            ("POST", $"{experiment}/tracks/t/append_batch", """{"entries":[{"timestamp":1}]}"""),
            ("POST", $"/api/namespaces/{_owner.User}/nodes", """{"type":"PROJECT","name":"x","slug":"x"}"""),
            ("POST", $"/api/namespaces/{_owner.User}/nodes", """{"type":"EXPERIMENT","name":"x","parentId":"ROOT","projectSlug":"secret-project"}"""),
            ("POST", $"/api/namespaces/{_stranger.User}/nodes", $$"""{"type":"FOLDER","name":"x","parentId":"ROOT","projectId":"{{run.Project}}"}"""),
            ("POST", $"/api/namespaces/{_stranger.User}/nodes", $$"""{"type":"EXPERIMENT","name":"x","parentId":"{{run.Node}}","projectSlug":"mine"}"""),
            ("GET", $"/api/search/files?pattern=**/*&experimentId={run.Id}", null),
            ("GET", $"/api/namespaces/{_owner.User}/members", null), ("DELETE", $"/api/namespaces/{_owner.User}/members/x", null),
        ];
        foreach (var (method, path, body) in attempts)
        {
            var answer = await _stranger.SendAsync(new HttpMethod(method), path, body is null ? null : new StringContent(body));
            Assert.True(answer.Code == 404, $"{method} {path} answered {answer.Code}");
            Assert.DoesNotContain("secret", answer.Text, StringComparison.Ordinal);
        }
        (await _stranger.UploadAsync(run, "x", [1])).Is(404);
        Assert.Equal("1", (await _owner.GetAsync($"{experiment}/metrics/m/stats")).Ok["totalDataPoints"].Text);
        Assert.Equal(0, (await _owner.GetAsync($"{experiment}/logs")).Ok["total"].Number);
        Assert.Equal("RUNNING", (await _owner.GetAsync($"/api/nodes/{run.Node}")).Ok["status"].Text);
    }

    [Fact]
    public async Task Another_users_data_is_not_revealed_by_GraphQL_or_search()
    {
        var run = await _owner.OpenAsync("secret-run", "secret-project");
        await _owner.UploadAsync(run, "secret.bin", [1]);
        foreach (var query in (string[])
        [
            $"{{ namespace(slug: \"{_owner.User}\") {{ id projects {{ id }} }} }}",
            $"{{ project(id: \"{run.Project}\") {{ id nodes {{ id name }} }} }}",
            $"{{ project(namespaceSlug: \"{_owner.User}\", projectSlug: \"secret-project\") {{ id }} }}",
            $"{{ experiment(namespaceSlug: \"{_owner.User}\", projectSlug: \"secret-project\", experimentName: \"secret-run\") {{ id }} }}",
            $"{{ experimentById(id: \"{run.Id}\") {{ id }} }}",
            $"{{ experimentNode(experimentId: \"{run.Id}\") {{ id }} }}",
        ])
        {
            Assert.All(
                (await _stranger.GraphAsync(query)).Data.Element.EnumerateObject(), p => Assert.Equal(System.Text.Json.JsonValueKind.Null, p.Value.ValueKind));
        }
        foreach (var query in (string[])
        [
            $"{{ r: projectsPaginated(namespaceSlug: \"{_owner.User}\") {{ totalCount }} }}",
            $"{{ r: experimentsPaginated(projectSlug: \"{_owner.User}/secret-project\") {{ totalCount }} }}",
            "{ r: searchExperimentsPaginated(pattern: \"*/*/*\") { totalCount } }",
        ])
        {
            Assert.Equal(0, (await _stranger.GraphAsync(query)).Data["r"]["totalCount"].Number);
        }
        Assert.Equal(0, (await _stranger.GetAsync("/api/search/files?pattern=**/secret.bin")).Ok["total"].Number);
        // Nodes of a foreign parent id do not come in through one's own project either.
        var own = await _stranger.OpenAsync();
        Assert.Equal(
            "[]",
            (await _stranger.GraphAsync($"{{ project(id: \"{own.Project}\") {{ nodes(parentId: \"{run.Node}\") {{ id }} }} }}")).Data["project"]["nodes"].Raw);
    }

    [Trait(TestStores.Kind, TestStores.Embedded)]
    [Fact]
    public async Task No_name_reaches_the_file_system()
    {
        await using var server = await TestServer.StartAsync(null, ("CHUNK_SIZE", "2"));
        var api = server.NewUser();
        const string Evil = "..\\\\..\\\\etc%00|<>:*";
        var run = (await api.NodeAsync($$"""{"type":"EXPERIMENT","name":"{{Evil}}","parentId":"ROOT","projectSlug":"..evil"}""")).Ok;
        var open = new Run(run["experiment"]["id"].Text, run["node"]["id"].Text, run["project"]["id"].Text);
        (await api.PointsAsync(open, "%2e%2e%5c%2e%2e%5cpasswd", """[{"x":1},{"x":2}]""")).Is(200);
        (await api.UploadAsync(open, "..evil\\..\\x|y", [1])).Is(200);
        foreach (var climbing in (string[])["../../x", "a/../../x", "..", "/../x"])
            (await api.UploadAsync(open, climbing, [1])).Is(400);
        var files = Directory.EnumerateFiles(server.Data, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(server.Data, f)).ToList();
        Assert.All(
            files, f => Assert.Matches("^(metadata\\.db(-wal|-shm)?|server\\.lock|blobs/(files|chunks)/[0-9]{2}/[0-9]+(/[0-9]+)?)$", f.Replace('\\', '/')));
        Assert.Contains(files, f => f.Contains("chunks", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_upload_is_never_shown_as_a_page()
    {
        var run = await _owner.OpenAsync();
        var id = (await _owner.UploadAsync(run, "x\".html", Encoding.UTF8.GetBytes("<script>alert(1)</script>"))).Ok["node"]["id"].Text;
        var answer = (await _owner.GetAsync($"/api/nodes/{id}/download")).Is(200);
        Assert.StartsWith("attachment", answer.Headers["Content-Disposition"], StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers["X-Content-Type-Options"]);
        Assert.Contains("sandbox", answer.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.Equal("nosniff", (await _owner.GetAsync("/health")).Headers["X-Content-Type-Options"]);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"type\":5}")]
    [InlineData("{\"type\":\"FOLDER\",\"projectId\":{},\"parentId\":[],\"name\":7}")]
    [InlineData("{\"type\":\"EXPERIMENT\",\"name\":\"x\",\"projectSlug\":\"p\",\"tags\":\"no list\"}")]
    [InlineData("{\"type\":\"EXPERIMENT\",\"name\":\"x\",\"projectSlug\":\"p\",\"metadata\":[]}")]
    [InlineData("{\"type\":\"EXPERIMENT\",\"name\":\"x\",\"projectSlug\":\"a/b\"}")]
    [InlineData("{\"type\":\"FILE\",\"name\":\"x\"}")]
    [InlineData("{\"a\":1NaN}")]
    public async Task A_malformed_body_is_400(string body) => (await _owner.NodeAsync(body)).Is(400);

    [Fact]
    public async Task A_body_nested_a_hundred_thousand_deep_is_400() =>
        (await _owner.NodeAsync($"{{\"metadata\":{new string('[', 100_000)}{new string(']', 100_000)}}}")).Is(400);

    [Theory]
    [InlineData("multipart/form-data", "")]
    [InlineData("multipart/form-data; boundary=b", "garbage")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"type\"\r\n\r\nFILE\r\n--b--\r\n")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"type\"\r\n\r\nFILE")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\n\r\nno name\r\n--b--\r\n")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\nbytes first\r\n--b--\r\n")]
    public async Task A_malformed_upload_is_400(string type, string body)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        (await _owner.SendAsync(HttpMethod.Post, $"/api/namespaces/{_owner.User}/nodes", content)).Is(400);
    }

    [Fact]
    public async Task A_pattern_made_to_take_for_ever_is_answered_at_once()
    {
        var run = await _owner.OpenAsync(new string('a', 200));
        await _owner.UploadAsync(run, new string('a', 200), [1]);
        var pattern = string.Concat(Enumerable.Repeat("*a", 100)) + "b";
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        Assert.Equal(0, (await _owner.GetAsync($"/api/search/files?experimentId={run.Id}&pattern={pattern}").WaitAsync(patience.Token)).Ok["total"].Number);
        Assert.Equal(
            0,
            (await _owner.GraphAsync($"{{ searchExperimentsPaginated(pattern: \"*/*/{pattern}\") {{ totalCount }} }}")
                .WaitAsync(patience.Token)).Data["searchExperimentsPaginated"]["totalCount"].Number);
        (await _owner.GetAsync($"/api/search/files?pattern={new string('*', 2000)}")).Is(400);
    }

    [Fact]
    public async Task A_text_that_would_be_SQL_is_only_text()
    {
        const string Evil = "x'); DROP TABLE documents; --";
        var run = await _owner.OpenAsync(Evil, "p");
        await _owner.PointsAsync(run, Uri.EscapeDataString(Evil), """[{"x":1}]""");
        Assert.Equal(Evil, (await _owner.GetAsync($"/api/experiments/{run.Id}/metrics")).Ok["metrics"][0]["name"].Text);
    }
}
