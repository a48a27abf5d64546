using System.Collections;
using MlDash;
using MlDash.Recording;
using MlDash.Storage.Local;

/// <summary>Records one of each kind durably. After each step a file beside the root is renamed, which a trace of system calls shows.</summary>
internal static class Durable
{
    public static async Task RecordAsync(string root, string prefix)
    {
        var clock = new AppendClock();
        var experiment = await Experiment.StartAsync(
            new LocalExperimentStore(root).ToStore(), ExperimentPath.Parse(prefix), null, new(), new RecordingOptions { Durable = true });
        Mark(root, "start");
        experiment.Log.Write(LogLevel.Info, "hello");
        Mark(root, "log");
        experiment.Metric("train/loss").Append(new Hashtable { ["loss"] = 1 }, clock);
        Mark(root, "metric");
        experiment.Track("pose").Append(new Hashtable { ["x"] = 1 }, clock);
        Mark(root, "track");
        await experiment.Parameters.SetAsync(new Hashtable { ["a"] = 1 });
        Mark(root, "parameters");
        await experiment.Files.SaveAsync(Upload("models/a.bin"));
        Mark(root, "file");
        await using (var intake = experiment.Files.OpenIntake())
        {
            for (var i = 0; i < 40; i++)
                await intake.AddAsync(Upload($"many/{i}"), default);
        }

        await experiment.Files.SaveAsync(Upload("last.bin"));
        Mark(root, "file among many");
        await experiment.CompleteAsync(ExperimentStatus.Completed);
        Mark(root, "complete");
    }

    /// <summary>Long texts make the list of files large with few of them.</summary>
    private static FileUpload Upload(string path) => new() { Name = path, Open = () => new MemoryStream([1]), Annotations = new(new string('d', 2000)) };

    private static void Mark(string root, string step)
    {
        var mark = Path.Combine(Path.GetDirectoryName(root)!, "mark");
        File.WriteAllText(mark, string.Empty);
        File.Move(mark, $"{mark}-{step}");
    }
}
