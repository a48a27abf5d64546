using MlDash.Tests.Support;
using MlDash.Text;

namespace MlDash.Tests.Storage;

/// <summary>Names that this tool does not give, in folders that other tools wrote; on Windows no such folder can be.</summary>
public sealed class RecordedNameTests : IDisposable
{
    private static readonly string[] _odd = ["run:1", "2026-01-31T12:00:00", "q?x", "run.", "CON", "\"quoted\"", "a\\b", " lead", "data.jsonl"];

    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    public static TheoryData<string> OddNames => [.. _odd];

    [Fact(SkipUnless = nameof(CanHold), Skip = "Windows holds no such names.")]
    public async Task Experiments_are_listed_whatever_they_are_called()
    {
        foreach (var name in _odd)
            Put(name);

        var found = await _scene.Store.FindAsync(new(), default).Select(record => record.Path.Value).ToListAsync();

        Assert.Equal(_odd.Select(name => "p/" + name).Order(StringComparer.Ordinal), found);
        Assert.Empty(_scene.Store.Warnings);
    }

    [Theory(SkipUnless = nameof(CanHold), Skip = "Windows holds no such names.")]
    [MemberData(nameof(OddNames))]
    public async Task One_is_read_changed_opened_again_and_removed_by_its_name(string name)
    {
        Put(name);
        _scene.Put($"p/{name}/metrics/loss: val/data.jsonl", "{\"index\": 0, \"data\": {\"x\": 5, \"_ts\": 1.0}, \"createdAt\": \"2026-01-31T12:00:00Z\"}\n");
        _scene.Put($"p/{name}/tracks/cam:0/data.jsonl", "{\"timestamp\": 1.0, \"x\": 1}\n");
        _scene.Put($"p/{name}/tracks/_robot_pos/data.jsonl", "{\"timestamp\": 2.0, \"x\": 1}\n");
        _scene.Put($"p/{name}/tracks/_robot_pos/metadata.json", "{\"topic\": \"/robot/pos\"}");
        _scene.Put($"p/{name}/files/a:b/1234567890123456/x:y.txt", "bytes");
        _scene.Put(
            $"p/{name}/files/.files_metadata.json",
            """{"files": [{"id": "1234567890123456", "path": "/./a:b//", "filename": "x:y.txt", "sizeBytes": 5, "deletedAt": null}]}""");
        var path = ExperimentPath.Recorded("p/" + name);
        var stored = new Experiment(_scene.Store.ToStore(), (await _scene.Store.GetAsync(path, default))!);

        Assert.Equal([5L], await PointsAsync(stored));
        Assert.Single(await stored.Track("cam:0").ReadAsync(new TrackQuery()).ToListAsync());
        Assert.Single(await stored.Track("/robot/pos").ReadAsync(new TrackQuery()).ToListAsync());
        var file = Assert.Single(await stored.Files.FindAsync(new FileQuery()).ToListAsync());
        Assert.Equal("bytes"u8.ToArray(), await stored.Files.ReadAsync(file));
        await stored.UpdateAsync(new ExperimentChange { Tags = ["seen"] });

        await using (var open = await Experiment.StartAsync(_scene.Store.ToStore(), path, null, Scene.Unchanged, new()))
        {
            open.Metric("loss: val").Append(new Dictionary<string, object?> { ["x"] = 6L }, new());
            open.Track("cam:0").Append(new Dictionary<string, object?> { ["x"] = 2 }, new(), 2);
            await Assert.ThrowsAsync<ExperimentException>(
                () => open.Files.SaveAsync(new FileUpload { Folder = file.Folder, Name = "other.txt", Open = () => new MemoryStream() }));
            await open.Files.SaveAsync(new FileUpload { Folder = file.Folder, Name = file.Name, Open = () => new MemoryStream([1, 2]) });
            await open.CompleteAsync(ExperimentStatus.Completed);
        }

        Assert.Equal([5L, 6L], await PointsAsync(stored));
        Assert.Equal(2, Assert.Single(await stored.Files.FindAsync(new FileQuery()).ToListAsync()).Length);
        Assert.Equal(["seen"], (await _scene.Store.GetAsync(path, default))!.Tags);
        await stored.DeleteAsync();
        Assert.Empty(Directory.GetFileSystemEntries(_scene.Root));
    }

    [Theory(SkipUnless = nameof(CanHold), Skip = "Windows holds no such names.")]
    [MemberData(nameof(OddNames))]
    public async Task One_that_is_not_there_is_not_made(string name)
    {
        if (name == " lead")
            return;
        var refused = await Assert.ThrowsAsync<ExperimentException>(
            () => Experiment.StartAsync(_scene.Store.ToStore(), ExperimentPath.Recorded("p/" + name), null, Scene.Unchanged, new()));

        Assert.Equal("IllegalPath", refused.ErrorId);
        Assert.Empty(Directory.GetFileSystemEntries(_scene.Root));
    }

    [Fact]
    public async Task What_cannot_be_read_is_a_warning_to_those_who_may_mean_it_and_to_no_other()
    {
        _scene.Put("p/broken/experiment.json", "{\"name\": ");
        _scene.Put("p/whole/experiment.json", "{\"name\": \"whole\", \"project\": \"p\"}");

        Assert.Equal(0, await WarningsOfAsync(new() { Prefixes = [Wildcard.ForName("p/whole")] }));
        Assert.Equal(0, await WarningsOfAsync(new() { Prefixes = [Wildcard.ForName("whole")] }));
        Assert.Equal(0, await WarningsOfAsync(new() { Names = [Wildcard.ForName("who*")] }));
        Assert.Equal(0, await WarningsOfAsync(new() { Projects = [Wildcard.ForName("q")] }));
        Assert.Equal(1, await WarningsOfAsync(new() { Prefixes = [Wildcard.ForName("p/broken")] }));
        Assert.Equal(1, await WarningsOfAsync(new() { Prefixes = [Wildcard.ForName("broken")] }));
        Assert.Equal(1, await WarningsOfAsync(new() { Names = [Wildcard.ForName("bro*")] }));
        Assert.Equal(1, await WarningsOfAsync(new() { Projects = [Wildcard.ForName("p")] }));
        Assert.Equal(1, await WarningsOfAsync(new()));
    }

    [Theory]
    [InlineData("a/b/c", "a/b", true)]
    [InlineData("c/d/e", "p/c/d", true)]
    [InlineData("c/d", "o/p", true)]
    [InlineData("a/x/c", "a/b/c", false)]
    [InlineData("a/*", "q/b/c", true)]
    public void A_folder_that_cannot_be_looked_into_matters_to_those_whose_experiment_may_lie_there(string prefix, string folder, bool expected) =>
        Assert.Equal(expected, new ExperimentQuery { Prefixes = [Wildcard.ForName(prefix)] }.MayLieBelow(folder));

    [Fact]
    public async Task A_name_that_looks_like_another_one_is_not_made()
    {
        await (await _scene.StartAsync("p/caf\u00e9/run")).DisposeAsync();

        Assert.Equal("IllegalPath", (await Assert.ThrowsAsync<ExperimentException>(() => _scene.StartAsync("p/cafe\u0301/run2"))).ErrorId);
        await using var experiment = await _scene.StartAsync("p/caf\u00e9/run2");
        experiment.Metric("l\u00e4ss").Append(new Dictionary<string, object?> { ["x"] = 1 }, new());
        await experiment.FlushAsync();
        Assert.Equal(
            "IllegalPath",
            Assert.Throws<ExperimentException>(() => experiment.Metric("la\u0308ss").Append(new Dictionary<string, object?> { ["x"] = 1 }, new())).ErrorId);
        experiment.Metric("l\u00e4ss").Append(new Dictionary<string, object?> { ["x"] = 1 }, new());
        experiment.Metric("\u00fcber").Append(new Dictionary<string, object?> { ["x"] = 1 }, new());
    }

    public static bool CanHold => !OperatingSystem.IsWindows();

    private void Put(string name) => _scene.Put($"p/{name}/experiment.json", "{\"name\": \"odd\", \"project\": \"p\"}");

    private static async Task<IEnumerable<object?>> PointsAsync(Experiment experiment) =>
        (await experiment.Metric("loss: val").ReadAsync(new MetricQuery()).ToListAsync()).Select(point => point.Fields.First(field => field.Key == "x").Value);

    private async Task<int> WarningsOfAsync(ExperimentQuery query)
    {
        _scene.Store.Warnings.Clear();
        await _scene.Store.FindAsync(query, default).ToListAsync();
        return _scene.Store.Warnings.Count;
    }
}
