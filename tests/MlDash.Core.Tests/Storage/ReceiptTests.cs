using System.Collections.Specialized;
using MlDash.Storage;
using MlDash.Storage.Local;
using MlDash.Tests.Support;

namespace MlDash.Tests.Storage;

/// <summary>A receipt is another one after any change of what was recorded, and the same after any other.</summary>
public sealed class ReceiptTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    /// <summary>A text in a file of the experiment, and what it is changed to.</summary>
    public static TheoryData<string, string, string> Changes => new()
    {
        { "experiment.json", "\"what it is\"", "\"what it was\"" },
        { "experiment.json", "\"a\",\"b\"", "\"b\",\"a\"" },
        { "experiment.json", "\"bound\"", "\"bounds\"" },
        { "experiment.json", "\"k\":1", "\"k\":2" },
        { "experiment.json", "FAILED", "COMPLETED" },
        { "experiment.json", "it broke", "it broke!" },
        { "parameters.json", "\"lr\":0.1", "\"lr\":0.2" },
        { "parameters.json", "\"lr\"", "\"lR2\"" },
        { "parameters.json", "12345678901234567", "12345678901234568" },
        { "logs/logs.jsonl", "\"first\"", "\"First\"" },
        { "logs/logs.jsonl", "\"warn\"", "\"error\"" },
        { "logs/logs.jsonl", "\"a\":1", "\"a\":true" },
        { "metrics/train/data.jsonl", "\"step\":1999,", "\"step\":1998," },
        { "metrics/train/data.jsonl", "\"loss\":NaN", "\"loss\":null" },
        { "metrics/train/data.jsonl", "\"_ts\":5.25", "\"_ts\":5.5" },
        { "metrics/train/metadata.json", "of training", "of testing" },
        { "tracks/robot_pose/data.jsonl", "\"timestamp\": 1.5", "\"timestamp\": 1.25" },
        { "tracks/robot_pose/data.jsonl", "\"q.w\":2.0", "\"q.w\":3.0" },
        { "files/.files_metadata.json", "039058c6f2c0cb492c533b0a", "139058c6f2c0cb492c533b0a" },
        { "files/.files_metadata.json", "best.bin", "test.bin" },
        { "files/.files_metadata.json", "\"t1\"", "\"t2\"" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task After_a_single_change_a_receipt_is_another(string file, string from, string to)
    {
        var before = await RecordAsync();
        Change(file, from, to);
        var after = await ReadAsync();
        Assert.NotEqual(before.Digest, after.Digest);
        Assert.NotEmpty(new ReceiptComparison(before, after, "").Differences);
    }

    [Theory]
    [InlineData("parameters.json", "\"whole\":2.0", "\"whole\":2")]
    [InlineData("parameters.json", "\"version\":1", "\"version\":9")]
    [InlineData("metrics/train/data.jsonl", "{\"index\": 7, \"data\": {", "{\"index\": 7,    \"data\":   {")]
    [InlineData("experiment.json", "\"write_protected\":false", "\"write_protected\":true")]
    public async Task After_a_change_that_is_none_of_what_was_recorded_it_is_the_same(string file, string from, string to)
    {
        var before = await RecordAsync();
        Change(file, from, to);
        Assert.Equal(before.Digest, (await ReadAsync()).Digest);
    }

    [Fact]
    public async Task Lines_that_change_places_or_are_missing_or_twice_make_another_receipt()
    {
        var before = await RecordAsync();
        var file = _scene.In("project", "run", "metrics", "train", "data.jsonl");
        var lines = File.ReadAllLines(file);
        foreach (var changed in (string[][])[[.. lines[1..2], .. lines[..1], .. lines[2..]], lines[..^1], [.. lines, lines[^1]]])
        {
            File.WriteAllText(file, string.Concat(changed.Select(line => line + "\n")));
            Assert.Equal("Metric 'train'", new ReceiptComparison(before, await ReadAsync(), "").Differences.Single().ToString()[..14]);
        }
    }

    [Fact]
    public async Task Another_path_is_no_change()
    {
        var before = await RecordAsync();
        await _scene.Store.RenameAsync(ExperimentPath.Parse("project/run"), ExperimentPath.Parse("elsewhere/other"), CancellationToken.None);
        Assert.Equal(before.Digest, (await ReadAsync("elsewhere/other")).Digest);
    }

    private void Change(string file, string from, string to)
    {
        var path = _scene.In("project", "run", file);
        var text = File.ReadAllText(path);
        var changed = text.Replace(from, to, StringComparison.Ordinal);
        Assert.NotEqual(text, changed);
        File.WriteAllText(path, changed);
    }

    private async Task<ExperimentReceipt> ReadAsync(string prefix = "project/run") =>
        await ((IExperimentReader)new LocalExperimentStore(_scene.Root)).ReadReceiptAsync(ExperimentPath.Parse(prefix), CancellationToken.None);

    private async Task<ExperimentReceipt> RecordAsync()
    {
        var experiment = await _scene.StartAsync(
            change: new() { Description = "what it is", Tags = ["a", "b"], Bindrs = ["bound"], Metadata = Fields(("k", 1L)) });
        var clock = new AppendClock();
        await experiment.Parameters.SetAsync(Fields(("lr", 0.1), ("big", 12345678901234567L), ("whole", 2.0)));
        experiment.Log.Write(LogLevel.Info, "first");
        experiment.Log.Write(LogLevel.Warn, "second", Fields(("a", 1L)));
        for (var i = 0; i < 2000; i++)
        {
            experiment.Metric("train").Append(
                Fields(("step", (long)i), ("loss", i == 3 ? double.NaN : 1.0 / (i + 1))),
                clock,
                i + 0.25,
                i == 0 ? new SeriesDescription("of training", ["m"], null) : null);
        }

        experiment.Track("robot/pose").Append(Fields(("x", 1L), ("q", Fields(("w", 2.0)))), clock, 1.5);
        experiment.Track("robot/pose").Append(Fields(("x", 2L)), clock, 2.5);
        await experiment.Files.SaveAsync(new FileUpload
        {
            Folder = "models",
            Name = "best.bin",
            Open = () => new MemoryStream([1, 2, 3]),
            Annotations = new FileAnnotations("file", ["t1"], ["bound"], Fields(("n", 5L))),
        });
        await experiment.CompleteAsync(ExperimentStatus.Failed, "it broke");
        return await ReadAsync();
    }

    private static OrderedDictionary Fields(params (string Name, object? Value)[] fields)
    {
        var map = new OrderedDictionary();
        foreach (var (name, value) in fields)
            map[name] = value;
        return map;
    }
}
