using System.Text.Json;
using MlDash.Storage.Local;

namespace MlDash.Dashboard.Tests;

/// <summary>What has changed since the page asked last.</summary>
public sealed class ChangesTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task The_first_answer_has_all_of_them_and_the_next_one_nothing()
    {
        await RecordAsync("vision/run-1", points: 3);
        await RecordAsync("vision/run-2", points: 1);

        var first = await AskAsync(["vision/run-1", "vision/run-2", "vision/none"]);
        Assert.Equal(["vision/run-1", "vision/run-2"], Changed(first));
        Assert.Equal("{\"train\":3}", first.GetProperty("changed")[0].GetProperty("points").GetRawText());
        Assert.Equal("completed", first.GetProperty("changed")[0].GetProperty("status").GetString());
        Assert.Equal("[\"vision/none\"]", first.GetProperty("gone").GetRawText());

        var second = await AskAsync(["vision/run-1", "vision/run-2", "vision/none"], first);
        Assert.Equal("[][]", second.GetProperty("changed").GetRawText() + second.GetProperty("gone").GetRawText());
        Assert.Equal(first.GetProperty("cursor").GetString(), second.GetProperty("cursor").GetString());
    }

    [Fact]
    public async Task What_is_recorded_now_is_seen_before_the_table_is_read_again()
    {
        await RecordAsync("vision/run-1", points: 1);
        var store = new LocalExperimentStore(_scene.Root).ToStore();
        var before = await AskAsync(["vision/run-1", "vision/live"]);
        Assert.Equal("[\"vision/live\"]", before.GetProperty("gone").GetRawText());

        var live = await Experiment.StartAsync(store, ExperimentPath.Parse("vision/live"), null, new(), new Recording.RecordingOptions());
        foreach (var points in new[] { 1, 2 })
        {
            live.Metric("train").Append(new Dictionary<string, object> { ["loss"] = 1.0 }, new());
            await live.WriteThroughAsync();
            before = await AskAsync(["vision/run-1", "vision/live"], before);
            Assert.Equal(["vision/live"], Changed(before));
            Assert.Equal($"{{\"train\":{points}}}", before.GetProperty("changed")[0].GetProperty("points").GetRawText());
        }

        await live.CompleteAsync(ExperimentStatus.Completed);
    }

    [Fact]
    public async Task Points_entries_of_the_log_parameters_and_tags_are_changes_of_their_run_alone()
    {
        await RecordAsync("vision/run-1", points: 1);
        var store = new LocalExperimentStore(_scene.Root).ToStore();
        var live = await Experiment.StartAsync(store, ExperimentPath.Parse("vision/live"), null, new(), new Recording.RecordingOptions());
        var before = await AskAsync(["vision/run-1", "vision/live"]);
        var changes = new Func<Task>[]
        {
            () => Task.FromResult(live.Metric("train").Append(new Dictionary<string, object> { ["loss"] = 1.0 }, new())),
            () => Task.FromResult(live.Log.Write(LogLevel.Info, "hi")),
            () => live.Parameters.SetAsync(new Dictionary<string, object> { ["lr"] = 0.5 }),
            () => store.Keeper.UpdateAsync(ExperimentPath.Parse("vision/live"), new() { Tags = ["new"] }, CancellationToken.None),
        };
        foreach (var change in changes)
        {
            await change();
            await live.WriteThroughAsync();
            _scene.PassTime();
            var after = await AskAsync(["vision/run-1", "vision/live"], before);
            Assert.Equal(["vision/live"], Changed(after));
            before = after;
        }

        await live.CompleteAsync(ExperimentStatus.Completed);
    }

    [Theory]
    [InlineData(2000, 2001)]
    [InlineData(2000, 1000)]
    [InlineData(10, 11)]
    public async Task The_end_of_a_long_description_is_a_change(int before, int after)
    {
        await RecordAsync("vision/run-1", points: 1);
        var store = new LocalExperimentStore(_scene.Root);
        var path = ExperimentPath.Parse("vision/run-1");
        await store.UpdateAsync(path, new() { Description = new string('x', before) }, CancellationToken.None);
        var first = await AskAsync(["vision/run-1"]);
        await store.UpdateAsync(path, new() { Description = new string('x', after) }, CancellationToken.None);
        _scene.PassTime();
        var second = await AskAsync(["vision/run-1"], first);
        Assert.Equal(["vision/run-1"], Changed(second));
        _scene.PassTime();
        Assert.Empty(Changed(await AskAsync(["vision/run-1"], second)));
    }

    [Fact]
    public async Task A_deleted_run_is_gone_once_and_a_cursor_is_good_for_another_server()
    {
        await RecordAsync("vision/run-1", points: 1);
        var before = await AskAsync(["vision/run-1"]);
        await new LocalExperimentStore(_scene.Root).DeleteAsync(ExperimentPath.Parse("vision/run-1"), CancellationToken.None);
        _scene.PassTime();
        var after = await AskAsync(["vision/run-1"], before);
        Assert.Equal("[\"vision/run-1\"]", after.GetProperty("gone").GetRawText());

        var other = new Routing.DashboardRouter([new("same", new LocalExperimentStore(_scene.Root), new ExperimentQuery())], new() { Kind = "server" });
        var query = $"path=vision/run-1&since={after.GetProperty("cursor").GetString()}";
        var again = JsonDocument.Parse((await other.AnswerAsync(new("GET", "/q/changes", query, null), CancellationToken.None)).Body).RootElement;
        Assert.Equal("[]", again.GetProperty("gone").GetRawText());
    }

    [Fact]
    public async Task The_same_question_with_nothing_new_is_not_answered_again()
    {
        await RecordAsync("vision/run-1", points: 1);
        var cursor = (await AskAsync(["vision/run-1"])).GetProperty("cursor").GetString();
        var query = $"path=vision/run-1&since={cursor}";
        var first = await _scene.AskAsync("/q/changes", query);
        Assert.Equal(304, (await _scene.AskAsync("/q/changes", query, first.ETag)).Status);
    }

    [Fact]
    public async Task A_hundred_runs_fit_into_an_address_and_more_are_refused()
    {
        await RecordAsync("vision/run-1", points: 1);
        var paths = Enumerable.Range(0, 100).Select(number => $"vision/run-{number}").ToArray();
        Assert.InRange((await AskAsync(paths)).GetProperty("cursor").GetString()!.Length, 700, 900);
        var answer = await _scene.AskAsync("/q/changes", string.Join('&', paths.Append("vision/more").Select(path => "path=" + path)));
        Assert.Equal((400, "TooManyPaths"), (answer.Status, JsonDocument.Parse(answer.Body).RootElement.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task The_version_of_a_run_is_the_one_that_changes_tell()
    {
        await RecordAsync("vision/run-1", points: 1);
        var told = (await AskAsync(["vision/run-1"])).GetProperty("changed")[0].GetProperty("version").GetString();
        Assert.Equal(told, (await _scene.AnswerAsync("run", "path=vision/run-1")).GetProperty("version").GetString());
    }

    private static IEnumerable<string?> Changed(JsonElement answer) =>
        answer.GetProperty("changed").EnumerateArray().Select(line => line.GetProperty("path").GetString());

    private Task<JsonElement> AskAsync(IEnumerable<string> paths, JsonElement? before = null) => _scene.AnswerAsync(
        "changes",
        string.Join('&', paths.Select(path => "path=" + path)) + (before is { } known ? $"&since={known.GetProperty("cursor").GetString()}" : ""));

    private Task RecordAsync(string path, int points) => _scene.RecordAsync(path, async run =>
    {
        await run.Parameters.SetAsync(new Dictionary<string, object> { ["lr"] = 0.1 });
        foreach (var step in Enumerable.Range(0, points))
            run.Metric("train").Append(new Dictionary<string, object> { ["step"] = step, ["loss"] = 1.0 }, new());
    });
}
