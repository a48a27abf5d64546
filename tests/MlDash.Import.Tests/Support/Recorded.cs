using System.Collections.Specialized;
using System.Text;
using MlDash.Recording;
using MlDash.Storage.Local;

namespace MlDash.Import.Tests.Support;

/// <summary>What is exported by the tests.</summary>
internal static class Recorded
{
    /// <summary>Starts an experiment that has something to say about itself.</summary>
    public static Task<Experiment> StartAsync(LocalExperimentStore store, string prefix) => Experiment.StartAsync(
        store.ToStore(),
        ExperimentPath.Parse(prefix),
        null,
        new ExperimentChange
        {
            Description = "First try.\nSecond line.",
            Tags = ["baseline", "team=vision"],
            Bindrs = ["gpu"],
            Metadata = new OrderedDictionary { ["seed"] = 7L },
        },
        new RecordingOptions());

    /// <summary>Records an experiment with something of every kind.</summary>
    public static async Task RunAsync(LocalExperimentStore store, string prefix)
    {
        var experiment = await StartAsync(store, prefix);
        await experiment.Parameters.SetAsync(new OrderedDictionary
        {
            ["lr"] = 0.1, ["steps"] = 1.0, ["depth"] = 3L, ["optimizer"] = "Adam", ["code"] = "5", ["empty"] = "", ["nothing"] = null, ["flag"] = true,
            ["layers"] = new object[] { 1L, 2L },
        });
        var time = new AppendClock();
        var train = experiment.Metric("train");
        train.Append(
            [new("step", 10L), new("loss", 0.5), new("note", "a, \"b\"\nc")], time, 1700000000.5,
            new SeriesDescription("Of each step.", ["main"], new OrderedDictionary { ["unit"] = "nats" }));
        train.Append([new("step", 11L), new("loss", double.NaN), new("count", 3L)], time, 1700000001.5);
        train.Append([new("step", 12L), new("loss", double.PositiveInfinity), new("note", ""), new("ok", true)], time, 1700000002.5);
        experiment.Metric("val/acc").Append([new("value", 0.25), new("epoch", 1L)], time);
        experiment.Metric("val/acc").Append([new("value", 9007199254740993L), new("classes", new object[] { "x", 1L })], time);
        experiment.Metric("val").Append([new("value", -0.0)], time);
        experiment.Log.Write(LogLevel.Info, "begin");
        experiment.Log.Write(LogLevel.Warn, "two\r\nlines, \"quoted\"", new OrderedDictionary { ["at"] = 3L });
        experiment.Log.Write(LogLevel.Error, "");
        experiment.Log.Write(LogLevel.Debug, "é 😀");
        var track = experiment.Track("robot/pose");
        var pose = new SeriesDescription("A pose.", null, new OrderedDictionary { ["fps"] = 30L });
        track.Append(new OrderedDictionary { ["x"] = 1L, ["y"] = 0.5 }, time, new GivenTime(1.5, null), pose);
        track.Append(new OrderedDictionary { ["x"] = 2.5, ["name"] = "left" }, time, new GivenTime(0.5, null));
        track.Append(new OrderedDictionary { ["z"] = null }, time, new GivenTime(2.5, null));
        foreach (var (name, text) in new[] { ("model/weights.bin", "weights"), ("mldash/x.txt", "x"), ("a b.txt", ""), ("metadata.json", "{}") })
        {
            var upload = new FileUpload
            {
                Name = name,
                Open = () => new MemoryStream(Encoding.UTF8.GetBytes(text)),
                Annotations = new FileAnnotations("Saved.", ["kept"], null, new OrderedDictionary { ["layer"] = 1L }),
            };
            await experiment.Files.SaveAsync(upload);
        }

        await experiment.CompleteAsync(ExperimentStatus.Failed, "It broke.");
    }

    /// <summary>Makes a folder as MLflow writes it, with one run.</summary>
    /// <returns>Its full path.</returns>
    public static string Mlruns(ImportFolder folder, string accuracy = "1700000002000 0.75\n")
    {
        const string Run = "mlruns/1/7f3a0c1e5b6d4f8e9a0b1c2d3e4f5a6b";
        folder.Write("mlruns/1/meta.yaml", "artifact_location: file:///elsewhere/1\nexperiment_id: '1'\nlifecycle_stage: active\nname: digits\n");
        folder.Write($"{Run}/meta.yaml", """
            artifact_uri: file:///elsewhere/1/7f3a0c1e5b6d4f8e9a0b1c2d3e4f5a6b/artifacts
            end_time: 1700000090456
            experiment_id: '1'
            lifecycle_stage: active
            run_id: 7f3a0c1e5b6d4f8e9a0b1c2d3e4f5a6b
            run_name: brave-owl-7
            start_time: 1700000000123
            status: 3
            user_id: ada

            """);
        foreach (var (name, text) in new[]
        {
            ("params/lr", "0.001"), ("params/code", "007"), ("params/net/depth", "3"), ("tags/mlflow.note.content", "First try."),
            ("tags/mlflow.runName", "brave-owl-7"), ("tags/baseline", ""), ("tags/good", "True"), ("tags/team", "vision"),
            ("metrics/val/loss", "1700000001500 0.5 0\n1700000002000 nan 1\n1700000002001 inf 2\n1700000002002 -inf 3\n1700000002003 1e-300 -4\n"),
            ("metrics/acc", accuracy), ("artifacts/model/weights.bin", "weights"), ("artifacts/plot.svg", "<svg/>"),
        })
            folder.Write($"{Run}/{name}", text);
        return Path.Combine(folder.Sources, "mlruns");
    }
}
