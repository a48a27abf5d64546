using System.Collections;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using MlDash.Recording;
using MlDash.Storage.Local;
using MlDash.Tests.Support;

namespace MlDash.Tests.Recording;

/// <summary>What is recorded is dated by the clock that the store was given, and what is waited for ends by it.</summary>
public sealed class ClockTests : IDisposable
{
    /// <summary>Ahead of the time of the machine: a run that began before its process would be that of another one.</summary>
    private static readonly DateTimeOffset _begin = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds()).AddHours(1);

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    private readonly FakeTimeProvider _clock = new(_begin);
    private readonly Scene _scene = new();
    private readonly LocalExperimentStore _store;

    public ClockTests() => _store = new LocalExperimentStore(_scene.Root, _clock);

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task All_that_is_recorded_is_dated_by_the_clock_of_the_store()
    {
        var experiment = await StartAsync();
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(TimeSpan.FromHours(1), experiment.Duration);
        Assert.Equal(_clock.GetUtcNow(), experiment.Log.Write(LogLevel.Info, "an hour later"));
        Assert.Equal(_clock.GetUtcNow().ToUnixTimeSeconds(), experiment.Metric("train").Append(new Hashtable { ["loss"] = 1 }, new AppendClock()));
        Assert.Equal(_clock.GetUtcNow().ToUnixTimeSeconds(), experiment.Track("pose").Append(new Hashtable { ["x"] = 1 }, new AppendClock()));
        await experiment.FlushAsync();
        await experiment.Parameters.SetAsync(new Hashtable { ["lr"] = 0.1 });
        var file = await experiment.Files.SaveAsync(new FileUpload { Name = "a.bin", Open = () => new MemoryStream([7]) });
        Assert.Equal(_clock.GetUtcNow(), file.UploadedAt);
        var changing = _begin.AddHours(2);
        _clock.SetUtcNow(changing);
        Assert.Equal(changing, (await _store.UpdateFileAsync(file, new FileAnnotations { Description = "changed" }, default)).UpdatedAt);
        _clock.SetUtcNow(_begin.AddHours(3));
        await experiment.CompleteAsync(ExperimentStatus.Completed);

        Assert.Equal((_begin, _begin.AddHours(3)), (experiment.StartedAt, experiment.EndedAt));
        Assert.All(
            ["logs/logs.jsonl", "parameters.json", "metrics/train/data.jsonl", "metrics/train/metadata.json", "tracks/pose/metadata.json"],
            part => Assert.Contains(
                _begin.AddHours(1).ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture),
                File.ReadAllText(_scene.In("project", "run", part)),
                StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_lock_that_another_keeps_is_waited_for_half_a_minute_by_the_clock()
    {
        var path = _scene.In("held.lock");
        using var held = FileLock.TryTake(path);
        Assert.NotNull(held);
        var waiting = Task.Run(() => FileLock.Take(path, _clock));

        var fault = await Assert.ThrowsAsync<StorageException>(() => TurnUntilAsync(waiting, TimeSpan.FromSeconds(1)));
        Assert.Equal("LockTimeout", fault.ErrorId);
        Assert.True(_clock.GetUtcNow() > _begin.AddSeconds(30), "It gave up too early.");
    }

    [Fact]
    public async Task Completing_ends_after_its_patience_by_the_clock_and_succeeds_once_the_disk_is_free()
    {
        var experiment = await StartAsync(new RecordingOptions { CloseTimeout = TimeSpan.FromMinutes(5) });
        experiment.Log.Write(LogLevel.Info, "written before");
        await experiment.FlushAsync();
        using (FileLock.TryTake(new LocalLayout(_scene.Root, ExperimentPath.Parse("project/run")).LogSequenceLock))
        {
            experiment.Log.Write(LogLevel.Info, "waits");
            var completing = experiment.CompleteAsync(ExperimentStatus.Completed);
            _clock.Advance(TimeSpan.FromMinutes(5));
            var fault = await Assert.ThrowsAsync<StorageException>(() => completing.WaitAsync(_patience));
            Assert.Equal("RecordsNotWritten", fault.ErrorId);
            Assert.True(experiment.IsOpen);
        }

        await TurnUntilAsync(experiment.CompleteAsync(ExperimentStatus.Completed), TimeSpan.FromMilliseconds(50));
        Assert.Equal(["written before", "waits"], await experiment.Log.ReadAsync(new()).Select(entry => entry.Message).ToListAsync());
    }

    [Fact]
    public async Task Following_a_log_looks_again_by_the_clock()
    {
        var writer = await StartAsync();
        writer.Log.Write(LogLevel.Info, "0");
        await writer.FlushAsync();
        await using var followed = writer.Log.FollowAsync(new()).GetAsyncEnumerator();
        Assert.True(await followed.MoveNextAsync());
        for (var i = 1; i < 5; i++)
        {
            var next = followed.MoveNextAsync().AsTask();
            writer.Log.Write(LogLevel.Info, $"{i}");
            await writer.FlushAsync();
            await TurnUntilAsync(next, TimeSpan.FromMilliseconds(200));
            Assert.True(await next);
            Assert.Equal($"{i}", followed.Current.Message);
        }

        await writer.CompleteAsync(ExperimentStatus.Completed);
    }

    /// <summary>Turns the clock step by step until something has ended.</summary>
    private async Task TurnUntilAsync(Task task, TimeSpan step)
    {
        for (var patience = Stopwatch.StartNew(); !task.IsCompleted && patience.Elapsed < _patience; await Task.WhenAny(task, Task.Delay(5)))
            _clock.Advance(step);
        await task.WaitAsync(TimeSpan.Zero);
    }

    private Task<Experiment> StartAsync(RecordingOptions? options = null) =>
        Experiment.StartAsync(_store.ToStore(), ExperimentPath.Parse("project/run"), null, Scene.Unchanged, options ?? new RecordingOptions());
}
