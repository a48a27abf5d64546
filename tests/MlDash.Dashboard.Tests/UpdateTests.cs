using System.Text;
using System.Text.Json;
using MlDash.Dashboard.Routing;
using MlDash.Storage.Local;

namespace MlDash.Dashboard.Tests;

/// <summary>Changes of runs by the page, and who may make them.</summary>
public sealed class UpdateTests : IDisposable
{
    private static readonly string[] _tags = ["best", "best", " "];
    private static readonly string[] _host = ["host", "user", "writable", "signIn", "csrf"];

    private readonly Scene _scene = new(Scene.Writable);

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Tags_description_and_status_are_changed_and_what_is_not_given_stays()
    {
        await _scene.RecordAsync("vision/run-1", _ => Task.CompletedTask);
        var (status, changed) = await UpdateAsync(await VersionAsync(), new() { ["tags"] = _tags, ["description"] = "good" });
        Assert.Equal((200, "[\"best\"]", "good"), (status, changed.GetProperty("tags").GetRawText(), changed.GetProperty("description").GetString()));
        Assert.Equal(changed.GetRawText(), (await _scene.AnswerAsync("run", "path=vision/run-1")).GetRawText());

        (_, changed) = await UpdateAsync(await VersionAsync(), new() { ["status"] = "failed" });
        Assert.Equal(("failed", "good"), (changed.GetProperty("status").GetString(), changed.GetProperty("description").GetString()));
        (_, changed) = await UpdateAsync(await VersionAsync(), new() { ["archived"] = true });
        Assert.Equal("archived", changed.GetProperty("status").GetString());
        (_, changed) = await UpdateAsync(await VersionAsync(), new() { ["archived"] = false });
        Assert.Equal("completed", changed.GetProperty("status").GetString());
        (_, changed) = await UpdateAsync(await VersionAsync(), new() { ["tags"] = Array.Empty<string>() });
        Assert.Equal("[]", changed.GetProperty("tags").GetRawText());
    }

    [Fact]
    public async Task A_change_that_was_made_for_another_version_is_refused_and_changes_nothing()
    {
        await _scene.RecordAsync("vision/run-1", _ => Task.CompletedTask);
        var version = await VersionAsync();
        // Beyond what tables keep of a description.
        var text = new string('x', 2000);
        Assert.Equal(200, (await UpdateAsync(version, new() { ["description"] = text })).Status);
        var read = await VersionAsync();
        Assert.Equal(200, (await UpdateAsync(read, new() { ["description"] = text + "y" })).Status);
        var (status, refusal) = await UpdateAsync(read, new() { ["description"] = "lost" });
        Assert.Equal((409, "Stale"), (status, refusal.GetProperty("code").GetString()));
        Assert.EndsWith("xy", (await _scene.AnswerAsync("run", "path=vision/run-1")).GetProperty("description").GetString());
    }

    [Fact]
    public async Task Of_many_changes_at_once_one_wins()
    {
        await _scene.RecordAsync("vision/run-1", _ => Task.CompletedTask);
        var version = await VersionAsync();
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(
            number => Task.Run(() => UpdateAsync(version, new() { ["description"] = $"text {number}" }))));
        Assert.Equal([200, 409, 409, 409, 409, 409, 409, 409], all.Select(one => one.Status).Order());
    }

    [Fact]
    public async Task Parameters_that_come_meanwhile_make_no_change_of_details_stale()
    {
        var store = new LocalExperimentStore(_scene.Root).ToStore();
        var live = await Experiment.StartAsync(store, ExperimentPath.Parse("vision/run-1"), null, new(), new Recording.RecordingOptions());
        var version = await VersionAsync();
        await live.Parameters.SetAsync(new Dictionary<string, object> { ["lr"] = 0.5 });
        await live.WriteThroughAsync();
        Assert.NotEqual(version, await VersionAsync());
        Assert.Equal(200, (await UpdateAsync(version, new() { ["description"] = "live" })).Status);

        var (status, refusal) = await UpdateAsync(await VersionAsync(), new() { ["status"] = "completed" });
        Assert.Equal((409, "ExperimentRunning"), (status, refusal.GetProperty("code").GetString()));
        await live.CompleteAsync(ExperimentStatus.Completed);
    }

    [Theory]
    [InlineData("{}", 400, "ChangeIncomplete")]
    [InlineData("""{"path":"vision/run-1"}""", 400, "ChangeIncomplete")]
    [InlineData("""{"path":"vision/none","version":"0-0","description":"x"}""", 404, "ExperimentNotFound")]
    [InlineData("""{"path":"vision/run-1","version":"0-0","status":"running"}""", 400, "IllegalStatus")]
    [InlineData("""{"path":"vision/run-1","version":"0-0","description":"x"}""", 409, "Stale")]
    [InlineData("""{"path":"../run-1","version":"0-0","description":"x"}""", 400, "IllegalPath")]
    [InlineData("""{"path":["x"]}""", 400, "IllegalBody")]
    [InlineData("null", 400, "IllegalBody")]
    [InlineData("", 400, "IllegalBody")]
    public async Task What_is_wrong_with_a_change_is_its_answer(string body, int status, string code)
    {
        await _scene.RecordAsync("vision/run-1", _ => Task.CompletedTask);
        var request = new DashboardRequest("POST", "/q/update", "", null) { Body = new MemoryStream(Encoding.UTF8.GetBytes(body)) };
        var answer = await _scene.Router.AnswerAsync(request, CancellationToken.None);
        Assert.Equal((status, code), (answer.Status, JsonDocument.Parse(answer.Body).RootElement.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task A_host_says_who_looks_and_answers_nobody_who_is_not_signed_in()
    {
        using var scene = new Scene(new() { Kind = DashboardHost.Server, SignIn = ["device", "token"], IsWritable = true });
        await scene.RecordAsync("vision/run-1", _ => Task.CompletedTask);
        var sources = await scene.AnswerAsync("sources");
        Assert.Equal(
            "\"server\" null true [\"device\",\"token\"] null",
            string.Join(' ', _host.Select(name => sources.GetProperty(name).GetRawText())));
        foreach (var question in new[] { "runs", "run", "folder", "folderfile", "file", "changes", "nothing" })
        {
            var answer = await scene.AskAsync("/q/" + question, "path=vision/run-1&file=x");
            Assert.Equal((401, "SignInRequired"), (answer.Status, JsonDocument.Parse(answer.Body).RootElement.GetProperty("code").GetString()));
        }

        Assert.Equal(401, (await scene.ChangeAsync("update", new { })).Status);
    }

    [Fact]
    public async Task A_change_needs_what_only_the_page_was_told()
    {
        using var scene = new Scene(Scene.Writable with { User = "alice", Csrf = "told" });
        await scene.RecordAsync("vision/run-1", _ => Task.CompletedTask);
        foreach (var csrf in new[] { null, "", "tolD", "told " })
        {
            var (status, refusal) = await scene.ChangeAsync("write", new { path = "vision", file = "README.md", text = "x" }, csrf);
            Assert.Equal((403, "CsrfMismatch"), (status, refusal.GetProperty("code").GetString()));
        }

        Assert.False(File.Exists(Path.Combine(scene.Root, "vision/README.md")));
        Assert.Equal(200, (await scene.ChangeAsync("write", new { path = "vision", file = "README.md", text = "x" }, "told")).Status);
    }

    [Fact]
    public async Task A_protected_run_is_left_as_it_is()
    {
        await _scene.RecordAsync("vision/run-1", _ => Task.CompletedTask);
        await new LocalExperimentStore(_scene.Root).UpdateAsync(ExperimentPath.Parse("vision/run-1"), new() { WriteProtected = true }, CancellationToken.None);
        var (status, refusal) = await UpdateAsync(await VersionAsync(), new() { ["description"] = "x" });
        Assert.Equal((403, "ExperimentWriteProtected"), (status, refusal.GetProperty("code").GetString()));
        (status, refusal) = await _scene.ChangeAsync("write", new { path = "vision/run-1", file = "README.md", text = "x" });
        Assert.Equal((403, "ExperimentWriteProtected"), (status, refusal.GetProperty("code").GetString()));
    }

    private async Task<string> VersionAsync() => (await _scene.AnswerAsync("run", "path=vision/run-1")).GetProperty("version").GetString()!;

    private Task<(int Status, JsonElement Answer)> UpdateAsync(string version, Dictionary<string, object> change) =>
        _scene.ChangeAsync("update", new Dictionary<string, object>(change) { ["path"] = "vision/run-1", ["version"] = version });
}
