using System.Collections;
using System.Diagnostics;
using MlDash.Recording;
using Xunit;

namespace MlDash.Durability.Tests;

/// <summary>A disk of two megabytes that fills up while an experiment records to it. Needs the right to mount, which continuous integration has.</summary>
public sealed class FullDiskTests : IDisposable
{
    private const int RoundSize = 1000;

    private readonly string _disk = Directory.CreateTempSubdirectory("mldash-disk-").FullName;

    public FullDiskTests() => Run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", _disk);

    public void Dispose()
    {
        Run("umount", _disk);
        Directory.Delete(_disk);
    }

    [Fact]
    [Trait("Wine", "no: it mounts no small disk")]
    public async Task A_full_disk_is_reported_and_recording_goes_on_once_there_is_room()
    {
        var options = new RecordingOptions
        {
            RetryBaseDelay = TimeSpan.FromMilliseconds(5),
            RetryMaxDelay = TimeSpan.FromMilliseconds(50),
            CloseTimeout = TimeSpan.FromSeconds(5)
        };
        var scene = new Scene(Path.Combine(_disk, "root"));
        var experiment = await scene.StartAsync(options: options);
        var ballast = Path.Combine(_disk, "ballast");
        Append(experiment, 0);
        await experiment.FlushAsync();
        Fill(ballast);

        Append(experiment, 1);
        var full = await Assert.ThrowsAsync<StorageException>(() => experiment.FlushAsync());
        Assert.Equal("DiskFull", full.ErrorId);
        var notYet = await Assert.ThrowsAsync<StorageException>(() => experiment.CompleteAsync(ExperimentStatus.Completed));
        Assert.Equal("RecordsNotWritten", notYet.ErrorId);
        Assert.Contains("metric 'train'", notYet.Message, StringComparison.Ordinal);
        Assert.True(experiment.IsOpen);
        Assert.Equal(
            Enumerable.Range(0, RoundSize).Select(step => (object)(long)step),
            (await scene.GetAsync()).Metric("train")
                .ReadAsync(new MetricQuery())
                .ToBlockingEnumerable()
                .Take(RoundSize)
                .Select(point => point.Fields["step"]!));

        File.Delete(ballast);
        Append(experiment, 2);
        await experiment.CompleteAsync(ExperimentStatus.Completed);
        var all = Enumerable.Range(0, 3 * RoundSize);
        Assert.Equal(
            all.Select(step => (object)(long)step),
            (await scene.GetAsync()).Metric("train").ReadAsync(new MetricQuery()).ToBlockingEnumerable().Select(point => point.Fields["step"]!));
        Assert.Equal(all.Select(step => (long)step), scene.Numbers("index", "run", "metrics", "train", "data.jsonl"));
        Assert.Equal(
            all.Select(step => $"step {step}"), (await scene.GetAsync()).Log.ReadAsync(new LogQuery()).ToBlockingEnumerable().Select(entry => entry.Message));
    }

    [Fact]
    [Trait("Wine", "no: it mounts no small disk")]
    public async Task Nothing_half_kept_is_left_of_a_file_or_of_parameters()
    {
        var scene = new Scene(Path.Combine(_disk, "root"));
        var experiment = await scene.StartAsync();
        await experiment.Parameters.SetAsync(new Hashtable { ["kept"] = 1 });
        var ballast = Path.Combine(_disk, "ballast");
        Fill(ballast);

        var upload = new FileUpload { Name = "large.bin", Open = () => new MemoryStream(new byte[1_500_000]) };
        Assert.Equal("DiskFull", (await Assert.ThrowsAsync<StorageException>(() => experiment.Files.SaveAsync(upload))).ErrorId);
        var parameters = new Hashtable { ["large"] = new string('x', 500_000) };
        Assert.Equal("DiskFull", (await Assert.ThrowsAsync<StorageException>(() => experiment.Parameters.SetAsync(parameters))).ErrorId);

        File.Delete(ballast);
        Assert.Empty(experiment.Files.FindAsync(new FileQuery()).ToBlockingEnumerable());
        Assert.Empty(Directory.GetFiles(Path.Combine(experiment.Folder!, "files"), "large.bin", SearchOption.AllDirectories));
        Assert.Equal(1L, (await experiment.Parameters.GetAsync())["kept"]);
        Assert.Empty(Directory.GetFiles(experiment.Folder!, "*.tmp"));
        await experiment.Files.SaveAsync(upload);
        await experiment.CompleteAsync(ExperimentStatus.Completed);
    }

    private static void Append(Experiment experiment, int round)
    {
        var clock = new AppendClock();
        for (var step = round * RoundSize; step < (round + 1) * RoundSize; step++)
        {
            experiment.Metric("train").Append(new Hashtable { ["step"] = step }, clock);
            experiment.Log.Write(LogLevel.Info, $"step {step}");
        }
    }

    private static void Fill(string path)
    {
        using var file = File.Create(path);
        var block = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(block);
                file.Flush();
            }
        }
        catch (IOException)
        {
            // Full, as it should be.
        }
    }

    private static void Run(string command, params string[] arguments)
    {
        using var process = Process.Start(command, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
