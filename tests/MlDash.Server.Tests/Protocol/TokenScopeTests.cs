using System.Text;
using System.Text.Json;
using MlDash.Protocol;

namespace MlDash.Server.Tests;

/// <summary>What a token is good for holds at every door.</summary>
public sealed class TokenScopeTests(SharedServer shared)
{
    private const string Change = """{"type":"EXPERIMENT","name":"x","projectSlug":"p","tags":["x"],"role":"viewer","status":"FAILED"}""";

    // Nothing is stored by them, or they are how a login begins.
    private static readonly string[] _reading =
    [
        "POST /graphql", "POST /api/experiments/aggregate/series", "POST /api/experiments/series",
        "POST /api/device/start", "POST /api/device/poll", "POST /api/device/verify-code", "POST /api/auth/exchange",
    ];

    [Fact]
    public async Task A_token_that_reads_is_refused_by_every_call_that_changes_something()
    {
        var owner = shared.Server.NewUser();
        var run = await owner.OpenAsync();
        (await owner.UploadAsync(run, "w.bin", [1, 2, 3])).Is(200);
        var reader = await TokenAsync(owner, """{"scope":"read"}""");
        var before = await StateAsync(owner, run);
        var document = (await shared.Server.Anonymous().GetAsync("/openapi/v1.json")).Ok;
        var tried = 0;
        foreach (var path in document["paths"].Element.EnumerateObject())
        {
            foreach (var method in path.Value.EnumerateObject().Select(m => m.Name.ToUpperInvariant()).Where(m => m is not ("GET" or "HEAD")))
            {
                if (_reading.Contains($"{method} {path.Name}"))
                    continue;
                var id = path.Name.StartsWith("/api/nodes", StringComparison.Ordinal) ? run.Node
                    : path.Name.StartsWith("/api/projects", StringComparison.Ordinal) ? run.Project : run.Id;
                var address = path.Name.Replace("{ns}", owner.User, StringComparison.Ordinal).Replace("{id}", id, StringComparison.Ordinal)
                    .Replace("{username}", "bob", StringComparison.Ordinal).Replace("{jti}", "1", StringComparison.Ordinal)
                    .Replace("{rest}", "loss/append-batch", StringComparison.Ordinal);
                Assert.DoesNotContain('{', address);
                var body = new StringContent(Change, Encoding.UTF8, "application/json");
                var answer = await reader.SendAsync(new HttpMethod(method), address, body);
                Assert.True(answer.Code is 403, $"{method} {path.Name} answered {answer.Code}: {answer.Text}");
                Assert.Equal(WireErrors.OutOfScope, answer.Json["error"].Text);
                tried++;
            }
        }
        Assert.InRange(tried, 12, 100);
        Assert.True((await reader.GraphAsync("""mutation { updateUser(name: "x") { name } }""")).Json.Has("errors"));
        Assert.Equal(before, await StateAsync(owner, run));
        Assert.Equal(before, await StateAsync(reader, run));
    }

    [Fact]
    public async Task A_token_for_a_project_knows_of_no_other_one()
    {
        var owner = shared.Server.NewUser();
        var (own, other) = (await owner.OpenAsync("run-1", "mine"), await owner.OpenAsync("run-2", "other"));
        (await owner.UploadAsync(own, "w.bin", [1])).Is(200);
        var file = (await owner.UploadAsync(other, "secret.bin", [2])).Ok["node"]["id"].Text;
        var token = await TokenAsync(owner, $$"""{"scope":"write","projects":["{{owner.User}}/mine"]}""");

        (await token.PointsAsync(own, "loss", """[{"v":1}]""")).Is(200);
        (await token.PointsAsync(other, "loss", """[{"v":1}]""")).Is(404);
        (await BatchAsync(token, own)).Is(200);
        (await BatchAsync(token, other)).Is(404);
        (await token.UploadAsync(own, "v.bin", [3])).Is(200);
        (await token.UploadAsync(other, "v.bin", [3])).Is(404);
        (await token.GetAsync($"/api/nodes/{file}/download")).Is(404);
        (await token.NodeAsync("""{"type":"EXPERIMENT","name":"x","projectSlug":"third"}""")).Is(404);
        (await token.NodeAsync("""{"type":"PROJECT","name":"third"}""")).Is(404);
        (await token.PatchAsync($"/api/nodes/{other.Node}", """{"tags":["x"]}""")).Is(404);
        (await token.DeleteAsync($"/api/projects/{own.Project}")).Is(403);
        (await token.GetAsync($"/api/namespaces/{owner.User}/members")).Is(403);

        foreach (var run in (Run[])[own, other])
            (await owner.DeleteAsync($"/api/nodes/{(await owner.UploadAsync(run, "gone.bin", [4])).Ok["node"]["id"].Text}")).Is(200);
        (await token.GetAsync($"/api/namespaces/{owner.User}/recycle-bin?project=other")).Is(404);
        (await token.PostAsync($"/api/nodes/{other.Node}/restore", "{}")).Is(404);

        foreach (var seen in (string[])
        [
            (await token.GetAsync("/api/recycle-bin")).Ok.Raw, (await token.GetAsync($"/api/namespaces/{owner.User}/recycle-bin")).Ok.Raw,
            (await token.GraphAsync($$"""{ namespace(slug: "{{owner.User}}") { projects { slug } } projectsPaginated { projects { slug } } }""")).Data.Raw,
            (await token.GraphAsync("""{ searchExperimentsPaginated(pattern: "*") { experiments { name } } }""")).Data.Raw,
            (await token.GetAsync("/api/search/files?limit=100")).Ok.Raw, (await token.GetAsync("/api/runs")).Ok.Raw,
            (await token.GetAsync($"/api/namespaces/{owner.User}/runs")).Ok.Raw,
        ])
        {
            Assert.DoesNotContain("other", seen);
            Assert.DoesNotContain("secret", seen);
            Assert.DoesNotContain("run-2", seen);
            Assert.True(((string[])["mine", "run-1", "w.bin"]).Any(own => seen.Contains(own, StringComparison.Ordinal)), seen);
        }
        (await token.GetAsync($"/api/namespaces/{owner.User}/runs?project=other")).Is(404);
        Assert.True((await token.GraphAsync($$"""{ experimentById(id: "{{other.Id}}") { name } }""")).Data["experimentById"].IsNull);
    }

    [Fact]
    public async Task What_is_made_with_a_token_is_good_for_no_more()
    {
        var owner = shared.Server.NewUser();
        await owner.OpenAsync("run-1", "mine");
        var token = await TokenAsync(owner, $$"""{"scope":"write","projects":["{{owner.User}}/mine"]}""");
        var child = await TokenAsync(token, "{}");
        (await child.NodeAsync("""{"type":"PROJECT","name":"third"}""")).Is(404);
        foreach (var more in (string[])["""{"scope":"all"}""", """{"scope":"write"}""", """{"scope":"admin"}""", """{"projects":["a/b"]}"""])
            Assert.Equal(WireErrors.OutOfScope, (await token.PostAsync("/api/auth/tokens", more)).Is(403).Json["error"].Text);
        Assert.Equal(2, (await token.GetAsync("/api/auth/tokens")).Ok["tokens"].Count);
        var device = shared.Server.Anonymous(await DeviceLogin.ExchangeAsync(shared.Server, await DeviceLogin.ApproveAsync(shared.Server, token)));
        (await device.PostAsync($"/api/namespaces/{owner.User}/nodes", """{"type":"PROJECT","name":"third"}""")).Is(404);
        (await device.PostAsync($"/api/namespaces/{owner.User}/nodes", """{"type":"PROJECT","name":"mine"}""")).Is(200);
    }

    [Fact]
    public async Task The_scope_in_the_store_holds_and_the_one_in_a_token_narrows()
    {
        var owner = shared.Server.NewUser();
        var made = (await owner.PostAsync("/api/auth/tokens", """{"scope":"read"}""")).Is(201).Json;
        Assert.Equal("read", made["token"]["scope"].Text);
        var forged = TestTokens.Sign(new { username = owner.User, jti = made["token"]["jti"].Text });
        (await shared.Server.Anonymous(forged).PostAsync("/api/auth/tokens", "{}")).Is(403);
        var narrowed = shared.Server.Anonymous(TestTokens.Sign(new { username = owner.User, scope = "openid read" }));
        (await narrowed.PostAsync("/api/auth/tokens", "{}")).Is(403);
        var usual = shared.Server.Anonymous(TestTokens.Sign(new { username = owner.User, scope = "openid profile" }));
        (await usual.PostAsync("/api/auth/tokens", "{}")).Is(201);
    }

    [Fact]
    public async Task A_session_of_the_page_is_good_for_no_more_than_its_token()
    {
        var owner = shared.Server.NewUser();
        await owner.OpenAsync("run-1", "mine");
        await owner.OpenAsync("run-2", "other");
        using var reader = new Browser(shared.Server.Url);
        (await reader.SignInAsync((await MadeAsync(owner, """{"scope":"read"}"""))["ml_dash_token"].Text)).Is(204);
        var (proof, path) = (await reader.CsrfAsync(), $"{owner.User}/mine/run-1");
        var version = (await reader.GetAsync($"/q/run?path={path}")).Ok["version"].Text;
        Assert.Equal("ReadOnly", (await reader.PostAsync(
            "/q/update", JsonSerializer.Serialize(new { path, version, tags = (string[])["x"] }), proof)).Is(403).Json["code"].Text);
        Assert.Equal("ReadOnly", (await reader.PostAsync(
            "/q/write", JsonSerializer.Serialize(new { path, file = "README.md", text = "x" }), proof)).Is(403).Json["code"].Text);
        Assert.Equal(WireErrors.OutOfScope, (await reader.PostAsync("/session/end-all", "{}", proof)).Is(403).Json["error"].Text);
        Assert.Equal(version, (await reader.GetAsync($"/q/run?path={path}")).Ok["version"].Text);

        using var one = new Browser(shared.Server.Url);
        (await one.SignInAsync((await MadeAsync(owner, $$"""{"scope":"read","projects":["{{owner.User}}/mine"]}"""))["ml_dash_token"].Text)).Is(204);
        (await one.GetAsync($"/q/run?path={path}")).Is(200);
        (await one.GetAsync($"/q/run?path={owner.User}/other/run-2")).Is(404);
        foreach (var seen in (string[])[(await one.GetAsync("/q/runs")).Is(200).Text, (await one.GetAsync($"/q/folder?path={owner.User}")).Is(200).Text])
        {
            Assert.Contains("mine", seen);
            Assert.DoesNotContain("other", seen);
        }
    }

    [Theory]
    [InlineData("""{"scope":"everything"}""")]
    [InlineData("""{"projects":[]}""")]
    [InlineData("""{"projects":["p"]}""")]
    [InlineData("""{"scope":"all","projects":["a/b"]}""")]
    public async Task A_scope_that_is_none_is_refused(string wish) =>
        Assert.Equal(WireErrors.Malformed, (await shared.Server.NewUser().PostAsync("/api/auth/tokens", wish)).Is(400).Json["error"].Text);

    private async Task<Api> TokenAsync(Api maker, string wish) =>
        new(shared.Server.Url, maker.User, (await MadeAsync(maker, wish))["ml_dash_token"].Text);

    private static async Task<Json> MadeAsync(Api maker, string wish) => (await maker.PostAsync("/api/auth/tokens", wish)).Is(201).Json;

    private static Task<Answer> BatchAsync(Api api, Run run) => api.PostAsync($"/api/experiments/{run.Id}/batches", JsonSerializer.Serialize(new
    {
        batches = new[] { new { kind = "metric", name = "acc", key = Guid.NewGuid().ToString("N"), body = new { dataPoints = new[] { new { v = 1 } } } } },
    }));

    private static async Task<string> StateAsync(Api api, Run run) => string.Join('\n',
        (await api.GetAsync($"/api/nodes/{run.Node}")).Ok.Raw, (await api.GetAsync($"/api/experiments/{run.Id}/logs")).Ok.Raw,
        (await api.GetAsync($"/api/namespaces/{api.User}/members")).Ok.Raw, (await api.GetAsync("/api/search/files")).Ok.Raw,
        (await api.GraphAsync($$"""{ me { name } namespace(slug: "{{api.User}}") { projects { slug experimentCount } } }""")).Data.Raw);
}
