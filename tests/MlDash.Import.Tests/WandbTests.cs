using System.Collections.Specialized;
using MlDash.Import.Tests.Support;

namespace MlDash.Import.Tests;

/// <summary>Files of W&amp;B, made by the rules that its data store and its messages publish.</summary>
public sealed class WandbTests : IDisposable
{
    private const string Folder = "wandb/offline-run-20260102_030405-ab12cd34";
    private readonly ImportFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_run_comes_with_its_config_history_output_statistics_files_and_end()
    {
        _folder.Write($"{Folder}/run-ab12cd34.wandb", Run().Add(Exit(0)).Bytes);
        _folder.Write($"{Folder}/files/media/images/cat_1.png", "png");
        _folder.Write($"{Folder}/files/output.log", "left out: its lines are records");
        var imported = Assert.Single(await _folder.ImportAsync(Path.Combine(_folder.Sources, "wandb")));
        Assert.Equal(
            ("cats/dry-rain-1", "ab12cd34", 5L, 2L, 2, 1),
            (imported.Prefix, imported.SourceId, imported.Points, imported.Logs, imported.Parameters, imported.Files));
        var record = await _folder.RecordAsync(imported.Prefix);
        Assert.Equal((ExperimentStatus.Completed, "A try."), (record!.Status, record.Description));
        Assert.Equal(["good", "small"], record.Tags);
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, 250, TimeSpan.Zero), record.StartedAt);
        Assert.Equal(TimeSpan.FromSeconds(90), record.EndedAt - record.StartedAt);
        var parameters = await _folder.Store.ReadParametersAsync(record.Path, CancellationToken.None);
        Assert.Equal((0.1, 3L), (parameters["lr"], parameters["net.depth"]));
        var history = await _folder.PointsAsync(imported.Prefix, "history");
        Assert.Equal([0.5, double.NaN], history.Select(point => (double)point.Fields["loss"]!));
        Assert.Equal([0L, 7L], history.Select(point => (long)point.Fields["step"]!));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1767323045500), history[0].Timestamp);
        Assert.Equal([0.25, 0.75], (await _folder.PointsAsync(imported.Prefix, "train")).Select(point => (double)point.Fields["acc"]!));
        Assert.Equal(41L, (await _folder.PointsAsync(imported.Prefix, "system"))[0].Fields["gpu.0.temp"]);
        Assert.Empty(imported.LeftOut);
        Assert.Equal("png", (await _folder.FilesAsync(imported.Prefix))["media/images/cat_1.png"]);
    }

    [Fact]
    public async Task Media_of_the_history_are_files_with_their_series_and_step_and_histograms_are_tracks()
    {
        _folder.Write($"{Folder}/run-ab12cd34.wandb", Run()
            .Add(History(
                9,
                ("batch", """{"_type": "images/separated", "filenames": ["media/images/a.png", "media/images/b.png"], "captions": ["first", "second"], "width": 8, "height": 6}"""),
                ("weights", """{"_type": "histogram", "bins": [0, 0.5, 1], "values": [3, 4]}"""),
                ("graph", """{"_type": "graph-thing"}"""))).Bytes);
        foreach (var name in new[] { "cat_1.png", "a.png", "b.png", "loose.png" })
            _folder.Write($"{Folder}/files/media/images/{name}", name);

        var imported = Assert.Single(await _folder.ImportAsync(Path.Combine(_folder.Sources, "wandb")));

        Assert.Equal(1, imported.TrackEntries);
        Assert.Contains("graph-thing", Assert.Single(imported.LeftOut), StringComparison.Ordinal);
        var files = new Dictionary<string, OrderedDictionary?>();
        await foreach (var file in _folder.Store.FindFilesAsync(ExperimentPath.Recorded(imported.Prefix), new FileQuery(), CancellationToken.None))
            files[file.Name] = file.Metadata;
        Assert.Equal(["cat", 0L], files["cat_1.png"]!.Values.Cast<object>());
        Assert.Equal([8L, 6L, "batch", 9L, "second"], files["b.png"]!.Values.Cast<object>());
        Assert.Null(files["loose.png"]);
        var (topic, entries) = ("weights", new List<TrackEntry>());
        await foreach (var entry in _folder.Store.ReadTrackAsync(ExperimentPath.Recorded(imported.Prefix), topic, new TrackQuery(), CancellationToken.None))
            entries.Add(entry);
        Assert.Equal([0, 0.5, 1], ((object[])Assert.Single(entries).Fields["edges"]!).Select(Convert.ToDouble));
    }

    [Fact]
    public async Task A_record_over_several_blocks_is_read_a_damaged_one_is_one_warning_and_a_torn_end_waits()
    {
        var whole = Run();
        for (var step = 10; step < 40; step++)
            whole.Add(History(step, ("long", $"\"{new string('x', 9000)}\""), ("n", $"{step}")));
        var bytes = whole.Add(Exit(3)).Bytes;
        var torn = bytes[..^9];
        var file = _folder.Write($"{Folder}/run-ab12cd34.wandb", torn);
        var imported = Assert.Single(await _folder.ImportAsync(file));
        Assert.Equal(35L, imported.Points);
        Assert.Empty(_folder.Store.Warnings);
        Assert.Equal(ExperimentStatus.Unknown, (await _folder.RecordAsync(imported.Prefix))!.Status);
        await File.WriteAllBytesAsync(file, bytes);
        Assert.Equal(0, Assert.Single(await _folder.ImportAsync(file)).Points);
        Assert.Equal(ExperimentStatus.Failed, (await _folder.RecordAsync(imported.Prefix))!.Status);
        bytes[100_000] ^= 0x40;
        var other = _folder.Write("other/run-zz.wandb", bytes);
        var damaged = Assert.Single(await _folder.ImportAsync(other, "damaged"));
        Assert.Equal(34L, damaged.Points);
        Assert.Contains("1 records", Assert.Single(_folder.Store.Warnings), StringComparison.Ordinal);
    }

    private static WandbBytes Run() => new WandbBytes()
        .Add(new Proto().Message(17, new Proto().Text(1, "ab12cd34").Text(3, "cats").Text(8, "dry-rain-1").Text(9, "A try.").Text(10, "good").Text(10, "small")
            .Text(13, "box").Message(17, new Proto().Number(1, 1767323045).Number(2, 250000000))
            .Message(4, new Proto().Message(1, Item("lr", "0.1")).Message(1, Item("_wandb", "{}")))))
        .Add(new Proto().Message(5, new Proto().Message(1, new Proto().Text(2, "net").Text(2, "depth").Text(16, "3"))))
        .Add(History(0, ("loss", "0.5"), ("train/acc", "0.25"), ("_timestamp", "1767323045.5"),
            ("cat", "{\"_type\": \"image-file\", \"path\": \"media/images/cat_1.png\"}")))
        .Add(History(7, ("loss", "NaN"), ("train/acc", "0.75"), ("_timestamp", "1767323046.5")))
        .Add(new Proto().Message(7, new Proto().Message(2, new Proto().Number(1, 1767323045)).Message(3, Item("gpu.0.temp", "41"))))
        .Add(new Proto().Message(13, new Proto().Number(1, 1).Message(2, new Proto().Number(1, 1767323045)).Text(3, "epoch 1\nepoch 2\n")));

    private static Proto History(long step, params (string Name, string Json)[] items)
    {
        var history = new Proto();
        foreach (var (name, json) in items)
            history.Message(1, Item(name, json));
        return new Proto().Message(2, history.Message(2, new Proto().Number(1, step)));
    }

    private static Proto Exit(int code) => new Proto().Message(18, new Proto().Number(1, code).Number(2, 90));

    private static Proto Item(string name, string json) => new Proto().Text(1, name).Text(16, json);
}
