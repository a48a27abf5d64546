using System.Collections.Specialized;
using System.Diagnostics;
using MlDash.Storage.Local;
using MlDash.Tests.Support;

namespace MlDash.Tests.Storage;

/// <summary>Files that another program has open for a moment: Windows keeps them from being renamed and removed, other systems do not.</summary>
public sealed class OpenElsewhereTests : IDisposable
{
    private static readonly TimeSpan _moment = TimeSpan.FromMilliseconds(300);

    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData(FileShare.ReadWrite | FileShare.Delete)]
    [InlineData(FileShare.Read)]
    public async Task A_document_that_is_being_read_is_replaced(FileShare share)
    {
        var path = _scene.Put("document.json", "{}");
        var reading = OpenForAMoment(path, share);

        SmallDocument.Write(path, new OrderedDictionary { ["new"] = true });

        await reading;
        Assert.Equal(true, SmallDocument.Read(path)!["new"]);
    }

    [Fact]
    public async Task A_document_that_is_being_written_by_another_program_is_read_afterwards()
    {
        var path = _scene.Put("document.json", """{"whole": true}""");
        var writing = OpenForAMoment(path, FileShare.None);

        Assert.Equal(true, SmallDocument.Read(path)!["whole"]);
        await writing;
    }

    [Theory]
    [InlineData("experiment.json")]
    [InlineData("logs/logs.jsonl")]
    [InlineData("metrics/train/data.jsonl")]
    public async Task An_experiment_one_of_whose_files_is_being_read_is_removed(string file)
    {
        await using (var experiment = await _scene.StartAsync())
        {
            experiment.Log.Write(LogLevel.Info, "x");
            experiment.Metric("train").Append(new System.Collections.Hashtable { ["a"] = 1 }, new AppendClock());
        }

        var reading = OpenForAMoment(_scene.In("project/run", file), FileShare.Read);

        await (await _scene.GetAsync()).DeleteAsync();

        await reading;
        Assert.Empty(Directory.GetFileSystemEntries(_scene.Root));
    }

    [Fact]
    public void A_document_that_stays_open_elsewhere_is_an_error_within_seconds_and_keeps_what_it_had()
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), "Other systems replace a file whoever has it open.");
        var path = _scene.Put("document.json", """{"old": true}""");
        using var open = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        var watch = Stopwatch.StartNew();

        Assert.ThrowsAny<SystemException>(() => SmallDocument.Write(path, new OrderedDictionary { ["new"] = true }));

        Assert.InRange(watch.Elapsed.TotalSeconds, 1, 10);
        Assert.Equal(true, SmallDocument.Read(path)!["old"]);
        Assert.Equal([path], Directory.GetFileSystemEntries(_scene.Root));
    }

    /// <summary>Opens a file before this returns; the task ends when it is closed again.</summary>
    private static Task OpenForAMoment(string path, FileShare share)
    {
        var open = new FileStream(path, FileMode.Open, FileAccess.Read, share);
        return Task.Run(async () =>
        {
            await Task.Delay(_moment);
            await open.DisposeAsync();
        });
    }
}
