using System.Collections;
using MlDash.Series;
using MlDash.Storage.Checking;
using MlDash.Storage.Local;
using MlDash.Tests.Support;

namespace MlDash.Tests.Storage.Checking;

/// <summary>A root with one experiment that has every kind of data, and what a check says of it.</summary>
internal sealed class CheckedScene : IDisposable
{
    public const string Run = "project/run";
    public static readonly ExperimentPath Path = ExperimentPath.Parse(Run);

    private readonly Scene _scene = new();

    public string Root => _scene.Root;

    public LocalExperimentStore Store => _scene.Store;

    /// <summary>A scene with a run that was completed.</summary>
    public static async Task<CheckedScene> RecordedAsync()
    {
        var scene = new CheckedScene();
        await scene.RecordAsync();
        // Whoever looks at a curve or at a late line leaves an aid beside the data.
        await scene.Store.ReadSeriesAsync(Path, "train", new SeriesQuery { Buckets = 100 }, default);
        await scene.Store.ReadMetricAsync(Path, "train", new() { Skip = 1100 }, default).CountAsync();
        await scene.Store.ReadTrackAsync(Path, "robot/pose", new() { From = 3 }, default).CountAsync();
        return scene;
    }

    /// <summary>Records one more run, with the same names.</summary>
    public async Task RecordAsync()
    {
        var experiment = await _scene.StartAsync(Run);
        var clock = new AppendClock();
        for (var step = 0; step < 1200; step++)
            experiment.Metric("train").Append(new Hashtable { ["step"] = step, ["loss"] = 1.0 / (step + 1) }, clock);
        for (var step = 0; step < 40; step++)
        {
            experiment.Metric("eval/loss").Append(new Hashtable { ["value"] = step % 7 }, clock);
            experiment.Track("robot/pose").Append(new Hashtable { ["x"] = step, ["name"] = $"place {step}" }, clock, new GivenTime(step + 0.5, null));
            experiment.Log.Write(LogLevel.Info, $"step {step}", new Hashtable { ["step"] = step });
        }

        await experiment.Parameters.SetAsync(new Hashtable { ["lr"] = 0.001, ["model"] = new Hashtable { ["layers"] = 18 } });
        foreach (var name in new[] { "best.bin", "notes.txt", "old.txt" })
        {
            var folder = name == "best.bin" ? "models" : "";
            await experiment.Files.SaveAsync(new FileUpload { Folder = folder, Name = name, Open = () => new MemoryStream(Bytes(name)) });
        }

        await experiment.Files.DeleteAsync((await experiment.Files.GetAsync("old.txt"))!);
        await experiment.CompleteAsync(ExperimentStatus.Completed);
    }

    public string In(string path) => _scene.In(Run, path);

    public async Task<List<StoreFinding>> CheckAsync() => await new StoreCheck(Root).CheckAllAsync().ToListAsync();

    /// <summary>Checks, and repairs each finding as it comes.</summary>
    public async Task<List<StoreFinding>> RepairAsync()
    {
        var repaired = new List<StoreFinding>();
        await foreach (var finding in new StoreCheck(Root).CheckAllAsync())
            repaired.Add(StoreCheck.Repair(finding));
        return repaired;
    }

    /// <summary>Every record and file that can be read, as text, by what it belongs to.</summary>
    public async Task<Dictionary<string, List<string>>> ReadAsync()
    {
        var all = new Dictionary<string, List<string>>
        {
            ["logs"] = await Store.ReadLogsAsync(Path, new(), default).Select(entry => $"{entry.SequenceNumber} {entry.Level} {entry.Message}").ToListAsync(),
        };
        foreach (var metric in new[] { "train", "eval/loss" })
            all[$"metrics/{metric}"] = await Store.ReadMetricAsync(Path, metric, new(), default)
                .Select(point => $"{point.Index} {point}").ToListAsync();
        all["tracks/robot_pose"] = await Store.ReadTrackAsync(Path, "robot/pose", new(), default)
            .Select(entry => $"{entry.Timestamp} {entry.Fields}").ToListAsync();
        all["files"] = [];
        await foreach (var file in Store.FindFilesAsync(Path, new(), default))
        {
            if (LocalFileIntake.PlaceOf(new LocalLayout(Root, Path), file) is var place && File.Exists(place))
                all["files"].Add($"{file.Path} {Convert.ToHexString(await File.ReadAllBytesAsync(place))}");
        }

        return all;
    }

    /// <summary>Every file below the root with its bytes; locks and the time of nothing are left out.</summary>
    public SortedDictionary<string, string> Snapshot() => new(
        Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".lock", StringComparison.Ordinal))
            .ToDictionary(file => System.IO.Path.GetRelativePath(Root, file), file => Convert.ToHexString(File.ReadAllBytes(file))),
        StringComparer.Ordinal);

    /// <summary>A copy of the root, with the times of its files.</summary>
    public CheckedScene Copy()
    {
        var copy = new CheckedScene();
        foreach (var file in Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories))
        {
            var target = System.IO.Path.Combine(copy.Root, System.IO.Path.GetRelativePath(Root, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
            File.Copy(file, target);
            File.SetLastWriteTimeUtc(target, File.GetLastWriteTimeUtc(file));
        }

        return copy;
    }

    public void Dispose() => _scene.Dispose();

    private static byte[] Bytes(string name) => [.. Enumerable.Range(0, 3000).Select(at => (byte)(at * 7 + name.Length))];
}
