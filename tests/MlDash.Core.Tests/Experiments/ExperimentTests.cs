using System.Collections;
using System.Collections.Specialized;
using System.Text.Json;
using MlDash.Recording;
using MlDash.Storage.Local;
using MlDash.Tests.Support;

namespace MlDash.Tests.Experiments;

public sealed class ExperimentTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task The_first_open_writes_every_member_in_the_order_of_the_format()
    {
        await using var experiment = await _scene.StartAsync("ada/vision/run", new() { Description = "first", Tags = ["a", "b"] });

        var document = Document("ada/vision/run");
        Assert.Equal(
            [
                "name",
                "project",
                "description",
                "tags",
                "bindrs",
                "prefix",
                "metadata",
                "created_at",
                "write_protected",
                "id",
                "status",
                "started_at",
                "ended_at",
                "error",
                "runs"
            ],
            document.EnumerateObject().Select(member => member.Name));
        Assert.Equal("run", document.GetProperty("name").GetString());
        Assert.Equal("ada", document.GetProperty("project").GetString());
        Assert.Equal("ada/vision/run", document.GetProperty("prefix").GetString());
        Assert.Equal("[]", document.GetProperty("bindrs").GetRawText());
        Assert.Equal("RUNNING", document.GetProperty("status").GetString());
        Assert.All(["logs", "metrics", "files"], folder => Assert.True(Directory.Exists(_scene.In("ada/vision/run", folder))));
        Assert.False(Directory.Exists(_scene.In("ada/vision/run/tracks")));
    }

    [Fact]
    public async Task The_project_is_the_first_folder_and_in_the_root_of_the_SDK_the_one_behind_the_owner()
    {
        await using (await _scene.StartAsync("vision/resnet/run"))
            Assert.Equal("vision", Document("vision/resnet/run").GetProperty("project").GetString());
        var (sdk, path) = (new LocalExperimentStore(_scene.In(".dash")).ToStore(), ExperimentPath.Parse("ada/vision/run"));
        await using (var experiment = await Experiment.StartAsync(sdk, path, null, new ExperimentChange(), new RecordingOptions()))
            Assert.Equal("vision", experiment.Project);
    }

    [Fact]
    public async Task What_the_document_says_of_the_project_is_read_and_stays()
    {
        Directory.CreateDirectory(_scene.In("ada/vision/run"));
        await File.WriteAllTextAsync(_scene.In("ada/vision/run/experiment.json"), """{"name":"run","project":"vision","prefix":"ada/vision/run"}""");

        Assert.Equal("vision", (await _scene.RecordAsync("ada/vision/run")).Project);
        await using var again = await _scene.StartAsync("ada/vision/run");

        Assert.Equal("vision", again.Project);
        Assert.Equal("vision", Document("ada/vision/run").GetProperty("project").GetString());
    }

    [Fact]
    public async Task Opened_again_given_values_replace_and_others_stay()
    {
        var metadata = new OrderedDictionary { ["gpu"] = 1, ["host"] = "x" };
        await (await _scene.StartAsync(
            change: new() { Description = "first", Tags = ["a", "b"], Bindrs = ["k"], Metadata = metadata })).CompleteAsync(ExperimentStatus.Completed);
        var first = await _scene.RecordAsync();

        await using var again = await _scene.StartAsync(change: new() { Tags = ["c"], Metadata = new Hashtable { ["gpu"] = 2 } });

        var second = await _scene.RecordAsync();
        Assert.Equal("first", second.Description);
        Assert.Equal(["c"], second.Tags);
        Assert.Equal(["k"], second.Bindrs);
        Assert.Equal(2L, Assert.Single(second.Metadata!.Cast<DictionaryEntry>()).Value);
        Assert.Equal(first.Id, second.Id);
        Assert.Equal(first.CreatedAt, second.CreatedAt);
        Assert.Null(first.UpdatedAt);
        Assert.Equal(second.StartedAt, second.UpdatedAt);
        Assert.Equal(2, second.Runs.Length);
    }

    [Fact]
    public async Task Tags_are_added_and_removed_without_doubles()
    {
        await using var experiment = await _scene.StartAsync(change: new() { Tags = ["a", "b"] });

        await experiment.UpdateAsync(new() { AddTags = ["b", "c"], RemoveTags = ["a", "none"] });

        Assert.Equal(["b", "c"], (await _scene.RecordAsync()).Tags);
    }

    [Fact]
    public async Task Members_of_others_are_kept_in_their_place()
    {
        _scene.Put("project/run/experiment.json", """
            {"zeta": [1, {"x": NaN}], "name": "run", "project": "project", "custom": {"deep": 12345678901234567890123}, "tags": ["t"], "prefix": "/old/run/"}
            """);

        await using var experiment = await _scene.StartAsync(change: new() { Description = "d" });

        var text = File.ReadAllText(_scene.In("project/run/experiment.json"));
        Assert.StartsWith(
            """{"zeta":[1,{"x":NaN}],"name":"run","project":"project","custom":{"deep":12345678901234567890123},"tags":["t"],"prefix":"project/run",""",
            text,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"name\": \"ru")]
    [InlineData("[1]")]
    public async Task A_damaged_document_is_set_aside_and_told(string damaged)
    {
        var file = _scene.Put("project/run/experiment.json", damaged);

        await using var experiment = await _scene.StartAsync();

        Assert.Equal(ExperimentStatus.Running, experiment.Status);
        var aside = Assert.Single(Directory.GetFiles(_scene.In("project/run"), "experiment.json.corrupt-*"));
        Assert.Equal(damaged, File.ReadAllText(aside));
        Assert.Contains(file, Assert.Single(experiment.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Starting_the_same_from_many_threads_makes_one_with_all_runs()
    {
        var opened = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => _scene.StartAsync())));

        var record = await _scene.RecordAsync();
        Assert.Equal(8, record.Runs.Length);
        Assert.Single(opened.Select(experiment => experiment.Id).Distinct());
        foreach (var experiment in opened)
            await experiment.DisposeAsync();
    }

    private JsonElement Document(string path) => JsonDocument.Parse(File.ReadAllBytes(_scene.In(path, "experiment.json"))).RootElement;
}
