using MlDash.Storage.Local;
using MlDash.Storage.Outgoing;
using MlDash.Storage.Transfer;

namespace MlDash.Remote.Tests;

/// <summary>An experiment with data of every kind: records it, checks what is read of it, and looks at its files.</summary>
internal static class Recorded
{
    public static string Point(string line) => line[..line.LastIndexOf(", \"createdAt\"", StringComparison.Ordinal)];

    public static string[] Lines(LocalExperimentStore store, string file) => File.ReadAllLines(Path.Combine(store.Root, "project/run", file));

    public static string Parameters(LocalExperimentStore store)
    {
        var text = File.ReadAllText(Path.Combine(store.Root, "project/run/parameters.json"));
        var data = text.IndexOf("\"data\"", StringComparison.Ordinal);
        return text[data..(text.IndexOf('}', data) + 1)];
    }

    public static Task<FileEntry> Save(Experiment experiment, string name, string text) =>
        experiment.Files.SaveAsync(new FileUpload { Name = name, Open = () => new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)) });

    public static async Task Fill(Experiment experiment)
    {
        var clock = new AppendClock();
        await experiment.Parameters.SetAsync(Scene.Fields(("lr", 0.1), ("big", 12345678901234567L), ("whole", 2.0), ("text", "ä\u2028\"")));
        experiment.Log.Write(LogLevel.Info, "first");
        experiment.Log.Write(LogLevel.Warn, "zweite \ud83d\ude00 \"x\"", Scene.Fields(("a", new object[] { 1L, double.NaN })));
        for (var i = 0; i < 2500; i++)
            experiment.Metric("train").Append(
                Scene.Fields(("step", (long)i), ("loss", i % 7 == 0 ? double.NaN : 1.0 / (i + 1))),
                clock,
                1_700_000_000.25 + i,
                i == 0 ? new SeriesDescription("of training", ["m"], null) : null);
        experiment.Metric("deep/er name").Append(Scene.Fields(("v", double.PositiveInfinity)), clock);
        experiment.Track("robot/pose").Append(Scene.Fields(("x", 1L), ("q", Scene.Fields(("w", 2.0)))), clock, 1.5);
        experiment.Track("robot/pose").Append(Scene.Fields(("x", 2L)), clock, 2.5);
        experiment.Log.Write(LogLevel.Error, "last");
        await experiment.Files.SaveAsync(
            new FileUpload
            {
                Folder = "models",
                Name = "best.bin",
                Open = () => new MemoryStream([1, 2, 3]),
                Annotations = new FileAnnotations("file", ["t1", "t2"], ["bound"], Scene.Fields(("n", 5L)))
            });
        await experiment.FlushAsync();
    }

    public static async Task Check(Experiment read)
    {
        var parameters = await read.Parameters.GetAsync();
        Assert.Equal(
            (0.1, 12345678901234567L, 2.0, "ä\u2028\""),
            ((double)parameters["lr"]!, (long)parameters["big"]!, (double)parameters["whole"]!, (string)parameters["text"]!));
        var logs = await Scene.ToListAsync(read.Log.ReadAsync(new LogQuery()));
        Assert.Equal(["first", "zweite \ud83d\ude00 \"x\"", "last"], logs.Select(entry => entry.Message));
        Assert.Equal([LogLevel.Info, LogLevel.Warn, LogLevel.Error], logs.Select(entry => entry.Level));
        Assert.Equal(double.NaN, ((object[])logs[1].Metadata!["a"]!)[1]);
        Assert.Equal("last", Assert.Single(await Scene.ToListAsync(read.Log.ReadAsync(new LogQuery { Last = 1 }))).Message);
        Assert.Equal("first", Assert.Single(await Scene.ToListAsync(read.Log.ReadAsync(new LogQuery { Levels = [LogLevel.Info] }))).Message);
        Assert.Equal(Enumerable.Range(0, 2500).Select(step => (long)step), await Scene.StepsAsync(read));
        var last = await Scene.ToListAsync(read.Metric("train").ReadAsync(new MetricQuery { Last = 2 }));
        Assert.Equal([2498, 2499], last.Select(point => point.Index));
        Assert.Equal(1.0 / 2499, last[0].Fields["loss"]);
        var since =
            await Scene.ToListAsync(read.Metric("train").ReadAsync(new MetricQuery { Since = 1_700_000_010.25, Until = 1_700_000_012.25, Fields = ["step"] }));
        Assert.Equal([10L, 11L, 12L], since.Select(point => point.Fields["step"]));
        var metrics = await Scene.ToListAsync(read.ListMetricsAsync());
        Assert.Equal(["deep/er name", "train"], metrics.Select(metric => metric.Name));
        Assert.Equal(("of training", 2500L, 2499L), (metrics[1].Description!, metrics[1].TotalPoints, metrics[1].Last!.Index));
        Assert.Equal(double.PositiveInfinity, Assert.Single(await Scene.ToListAsync(read.Metric("deep/er name").ReadAsync(new MetricQuery()))).Fields["v"]);
        var entries = await Scene.ToListAsync(read.Track("robot/pose").ReadAsync(new TrackQuery()));
        Assert.Equal([1.5, 2.5], entries.Select(entry => entry.Timestamp));
        Assert.Equal(2.0, entries[0].Fields["q.w"]);
        Assert.Equal(1.5, Assert.Single(await Scene.ToListAsync(read.Track("robot/pose").FindAsync([2.0], new TrackQuery()))).Timestamp);
        var file = Assert.Single(await Scene.ToListAsync(read.Files.FindAsync(new FileQuery())));
        Assert.Equal(("models/best.bin", "file", 3L), (file.Path, file.Description!, file.Length));
        Assert.Equal(["t1", "t2"], file.Tags);
        Assert.Equal(["bound"], file.Bindrs);
        Assert.Equal(5L, file.Metadata!["n"]);
        Assert.Equal([1, 2, 3], await read.Files.ReadAsync(file));
    }
}
