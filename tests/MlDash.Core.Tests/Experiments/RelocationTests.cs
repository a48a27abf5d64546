using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;
using MlDash.Tests.Support;

namespace MlDash.Tests.Experiments;

public sealed class RelocationTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_renamed_experiment_says_its_new_place_wherever_the_format_has_it()
    {
        var run = await EndedAsync("project/old/run");

        await run.RenameAsync(run.PathOf("project/new/again"));

        var document = Document("project/new/again/experiment.json");
        Assert.Equal(("again", "project/new/again", "project"), (Text(document, "name"), Text(document, "prefix"), Text(document, "project")));
        Assert.Equal("new/project/new/again", Text(Document("project/new/again/files/.files_metadata.json").GetProperty("files")[0], "experimentId"));
        Assert.False(Directory.Exists(_scene.In("project", "old")));
        var copy = await run.CopyAsync(run.PathOf("other"));
        Assert.NotEqual(run.Id, copy.Id);
        Assert.Equal("project/new/other", Text(Document("project/new/other/experiment.json"), "prefix"));
    }

    [Theory]
    [InlineData("vision/old/run", "vision", "audio/vision/run", "audio")]
    [InlineData("ada/vision/run", "vision", "ada/audio/run", "audio")]
    [InlineData("ada/vision/run", "elsewhere", "ada/audio/run", "ada")]
    [InlineData("ada/vision/run", "vision", "run", null)]
    public async Task A_renamed_experiment_has_its_project_where_it_had_it_before(string from, string project, string to, string? expected)
    {
        var run = await EndedAsync(from);
        var file = _scene.In(from, "experiment.json");
        var stored = JsonNode.Parse(await File.ReadAllTextAsync(file))!;
        stored["project"] = project;
        await File.WriteAllTextAsync(file, stored.ToJsonString());

        await run.RenameAsync(ExperimentPath.Parse(to));

        Assert.Equal(expected, (await _scene.RecordAsync(to)).Project);
    }

    [Fact]
    public async Task A_rename_that_was_killed_before_the_move_is_done_by_the_next_call()
    {
        var run = await EndedAsync("project/run");
        var file = _scene.In("project/run/experiment.json");
        File.WriteAllText(file, File.ReadAllText(file).Replace("project/run", "project/again", StringComparison.Ordinal));

        await (await _scene.GetAsync("project/run")).RenameAsync(run.PathOf("again"));

        Assert.Equal("again", (await _scene.RecordAsync("project/again")).Name);
    }

    [Fact]
    public async Task A_copy_that_is_stopped_leaves_nothing()
    {
        var run = await EndedAsync("project/run");
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.CopyAsync(run.PathOf("elsewhere/copy"), stopped.Token));

        Assert.Equal([_scene.In("project")], Directory.GetFileSystemEntries(_scene.Root));
        Assert.Equal([_scene.In("project", "run")], Directory.GetFileSystemEntries(_scene.In("project")));
    }

    private async Task<Experiment> EndedAsync(string prefix)
    {
        var run = await _scene.StartAsync(prefix);
        run.Metric("train").Append(new Hashtable { ["loss"] = 1 }, new());
        await run.Files.SaveAsync(new FileUpload { Folder = "", Name = "note.txt", Open = () => new MemoryStream("text"u8.ToArray()) });
        await run.CompleteAsync(ExperimentStatus.Completed);
        return run;
    }

    private JsonElement Document(string path) => JsonDocument.Parse(File.ReadAllText(_scene.In(path))).RootElement;

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
