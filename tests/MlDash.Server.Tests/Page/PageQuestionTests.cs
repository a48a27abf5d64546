using System.Text.Json;
using MlDash.Server.Stores;

namespace MlDash.Server.Tests;

/// <summary>Whose data the questions of the page answer, and who changes it.</summary>
public sealed class PageQuestionTests(SharedServer shared)
{
    private readonly Api _owner = shared.Server.NewUser();

    /// <summary>All questions, about a run of the owner.</summary>
    public static TheoryData<string> Questions =>
    [
        "runs?column=params.secret-param", "columns?", "run?path={run}", "metrics?path={run}", "series?path={run}&metric=secret-metric&field=x",
        "logs?path={run}", "files?path={run}", "file?path={run}&file=secret.bin", "tracks?path={run}", "track?path={run}&topic=secret-track",
        "folder?path={folder}", "folder?path=", "folderfile?path={folder}&file=secret.md", "changes?path={run}",
    ];

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task Nobody_is_answered_without_signing_in(string question)
    {
        await RecordAsync();
        using var browser = new Browser(shared.Server.Url);
        var refused = (await browser.GetAsync(Address(question))).Is(401);
        Assert.Equal("SignInRequired", refused.Json["code"].Text);
        var sources = await browser.SourcesAsync();
        Assert.True(sources["user"].IsNull);
        Assert.True(sources["csrf"].IsNull);
        Assert.False(sources["writable"].True);
        Assert.Equal(0, sources["titles"].Count);
        Assert.Equal(["device", "token", "name"], sources["signIn"].All.Select(way => way.Text));
    }

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task No_answer_has_anything_of_another_user(string question)
    {
        await RecordAsync();
        using var stranger = await Browser.SignedInAsync(shared.Server, shared.Server.NewUser().User);
        var answer = await stranger.GetAsync(Address(question));
        Assert.Contains(answer.Code, (int[])[200, 404]);
        // The words of the question itself may be said again.
        foreach (var word in (string[])["secret-tag", "secret-text", "secret-value", "c2VjcmV0"])
            Assert.DoesNotContain(word, answer.Text, StringComparison.Ordinal);
        if (answer.Code == 200)
            Assert.DoesNotContain("secret-run\"", answer.Text.Replace($"\"gone\":[\"{Run}\"]", "", StringComparison.Ordinal), StringComparison.Ordinal);
        using var owner = await Browser.SignedInAsync(shared.Server, _owner.User);
        Assert.DoesNotContain((await owner.GetAsync(Address(question))).Code, (int[])[401, 403, 500]);
    }

    [Fact]
    public async Task A_token_of_the_API_asks_as_well()
    {
        await RecordAsync();
        var runs = (await _owner.GetAsync("/q/runs")).Ok["runs"];
        Assert.Equal(Run, runs[0]["path"].Text);
        Assert.Equal(1, (await _owner.GetAsync("/q/sources")).Ok["titles"].Count);
        (await shared.Server.Anonymous("no-token").GetAsync("/q/runs")).Is(401);
    }

    [Fact]
    public async Task A_member_sees_the_namespace_until_he_is_none()
    {
        await RecordAsync();
        var member = shared.Server.NewUser();
        using var browser = await Browser.SignedInAsync(shared.Server, member.User);
        await member.OpenAsync("own-run", "own-project");
        Assert.Equal([member.User], await NamespacesAsync());
        await MakeAsync(member, "viewer");
        Assert.Equal(((string[])[member.User, _owner.User]).Order(StringComparer.Ordinal), await NamespacesAsync());
        Assert.Equal(2, (await browser.GetAsync("/q/runs")).Ok["total"].Number);
        Assert.Equal(Run, (await browser.GetAsync($"/q/runs?folder={_owner.User}")).Ok["runs"][0]["path"].Text);
        (await browser.GetAsync(Address("run?path={run}"))).Is(200);

        (await _owner.DeleteAsync($"/api/namespaces/{_owner.User}/members/{member.User}")).Is(200);
        Assert.Equal([member.User], await NamespacesAsync());
        Assert.Equal(0, (await browser.GetAsync($"/q/runs?folder={_owner.User}")).Ok["total"].Number);
        (await browser.GetAsync(Address("run?path={run}"))).Is(404);

        async Task<string[]> NamespacesAsync() => [.. (await browser.GetAsync("/q/folder?path=")).Ok["folders"].All.Select(folder => folder["name"].Text)];
    }

    [Fact]
    public async Task Runs_of_all_namespaces_are_one_table_in_one_order_page_by_page()
    {
        var member = shared.Server.NewUser();
        foreach (var (api, name, value) in ((Api, string, int)[])[(_owner, "a", 5), (member, "b", 1), (_owner, "c", 3), (member, "d", 4), (_owner, "e", 2)])
        {
            var run = await api.OpenAsync(name);
            (await api.PostAsync($"/api/experiments/{run.Id}/parameters", $$$"""{"data":{"lr":{{{value}}}}}""")).Is(200);
        }
        await MakeAsync(member, "viewer");
        List<string> seen = [];
        string? after = "";
        while (after is not null)
        {
            var page = (await member.GetAsync($"/q/runs?sort=params.lr&first=2{(after.Length > 0 ? $"&after={after}" : "")}")).Ok;
            Assert.Equal(5, page["total"].Number);
            seen.AddRange(page["runs"].All.Select(run => run["name"].Text));
            after = page["next"].IsNull ? null : page["next"].Text;
        }
        Assert.Equal(["b", "e", "c", "d", "a"], seen);
    }

    [Fact]
    public async Task A_viewer_reads_and_an_editor_changes()
    {
        await RecordAsync();
        var member = shared.Server.NewUser();
        await MakeAsync(member, "viewer");
        using var browser = await Browser.SignedInAsync(shared.Server, member.User);
        var refused = (await UpdateAsync(browser, "by a viewer")).Is(403);
        Assert.Equal("ReadOnly", refused.Json["code"].Text);
        await MakeAsync(member, "editor");
        Assert.Equal("by an editor", (await UpdateAsync(browser, "by an editor")).Ok["description"].Text);
        using var stranger = await Browser.SignedInAsync(shared.Server, shared.Server.NewUser().User);
        (await UpdateAsync(stranger, "by a stranger", "x")).Is(404);
        Assert.Equal("by an editor", (await _owner.GetAsync(Address("run?path={run}"))).Ok["description"].Text);
    }

    [Fact]
    public async Task A_change_by_a_cookie_needs_the_proof_of_the_page_and_one_by_a_token_does_not()
    {
        await RecordAsync();
        using var browser = await Browser.SignedInAsync(shared.Server, _owner.User);
        var version = await VersionAsync(browser);
        var change = JsonSerializer.Serialize(new { path = Run, version, description = "changed" });
        Assert.Equal("CsrfMismatch", (await browser.PostAsync("/q/update", change)).Is(403).Json["code"].Text);
        (await browser.PostAsync("/q/update", change, "wrong")).Is(403);
        Assert.NotEqual("changed", (await browser.GetAsync(Address("run?path={run}"))).Ok["description"].Text);
        (await _owner.PostAsync("/q/update", change)).Is(200);
    }

    [Fact]
    public async Task Of_many_changes_of_one_version_one_is_made_and_the_others_are_stale()
    {
        await RecordAsync();
        using var browser = await Browser.SignedInAsync(shared.Server, _owner.User);
        var (proof, version) = (await browser.CsrfAsync(), await VersionAsync(browser));
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(number => browser.PostAsync(
            "/q/update", JsonSerializer.Serialize(new { path = Run, version, tags = (string[])[$"tag-{number}"] }), proof)));
        Assert.Equal([200, 409, 409, 409, 409, 409], answers.Select(answer => answer.Code).Order());
        Assert.All(answers.Where(answer => answer.Code == 409), answer => Assert.Equal("Stale", answer.Json["code"].Text));
        var tags = (await browser.GetAsync(Address("run?path={run}"))).Ok["tags"].Raw;
        Assert.Equal(answers.Single(answer => answer.Code == 200).Json["tags"].Raw, tags);
    }

    [Fact]
    public async Task A_protected_run_refuses_changes_of_the_page()
    {
        var run = await RecordAsync();
        (await _owner.PatchAsync($"/api/nodes/{run.Node}", """{"status":"COMPLETED"}""")).Is(200);
        (await _owner.PatchAsync($"/api/nodes/{run.Node}", """{"writeProtected":true}""")).Is(200);
        using var browser = await Browser.SignedInAsync(shared.Server, _owner.User);
        Assert.Equal("ExperimentWriteProtected", (await UpdateAsync(browser, "changed")).Json["code"].Text);
    }

    [Fact]
    public async Task What_fails_in_the_server_is_for_its_log_not_for_its_users()
    {
        await using var server = await TestServer.StartAsync(null, inner => new BrokenLists(inner));
        var failed = await server.NewUser().GetAsync("/q/runs");
        Assert.Equal(500, failed.Code);
        Assert.DoesNotContain("db-7.internal", failed.Text, StringComparison.Ordinal);
    }

    private string Run => $"{_owner.User}/secret-project/secret-run";

    private string Address(string question) => "/q/" + question.Replace("{run}", Uri.EscapeDataString(Run), StringComparison.Ordinal)
        .Replace("{folder}", Uri.EscapeDataString($"{_owner.User}/secret-project"), StringComparison.Ordinal);

    private async Task<Run> RecordAsync()
    {
        var run = await _owner.OpenAsync("secret-run", "secret-project", more: ""","tags":["secret-tag"],"description":"secret-text" """);
        (await _owner.PointsAsync(run, "secret-metric", """[{"x":1234567}]""")).Is(200);
        (await _owner.PostAsync($"/api/experiments/{run.Id}/logs", """{"logs":[{"message":"secret-text"}]}""")).Is(200);
        (await _owner.PostAsync($"/api/experiments/{run.Id}/parameters", """{"data":{"secret-param":"secret-value"}}""")).Is(200);
        (await _owner.PostAsync($"/api/experiments/{run.Id}/tracks/secret-track/append", """{"timestamp":1,"data":{"a":"secret-value"}}""")).Is(200);
        (await _owner.UploadAsync(run, "secret.bin", "secret-value"u8.ToArray())).Is(200);
        return run;
    }

    private async Task MakeAsync(Api member, string role) =>
        (await _owner.SendAsync(
            HttpMethod.Put, $"/api/namespaces/{_owner.User}/members/{member.User}", new StringContent($$"""{"role":"{{role}}"}"""))).Is(200);

    private async Task<string> VersionAsync(Browser browser) => (await browser.GetAsync(Address("run?path={run}"))).Ok["version"].Text;

    private async Task<Answer> UpdateAsync(Browser browser, string description, string? version = null) => await browser.PostAsync(
        "/q/update", JsonSerializer.Serialize(new { path = Run, version = version ?? await VersionAsync(browser), description }), await browser.CsrfAsync());

    private sealed class BrokenLists(IMetadataStore inner) : ForwardingStore(inner)
    {
        public override Task<IReadOnlyList<StoredHead>> ListFromAsync(
            string kind, ListStretch stretch, int limit, CancellationToken cancellationToken) =>
            kind == DocumentKind.Node ? throw new InvalidOperationException("No answer of db-7.internal.")
                : base.ListFromAsync(kind, stretch, limit, cancellationToken);
    }
}
