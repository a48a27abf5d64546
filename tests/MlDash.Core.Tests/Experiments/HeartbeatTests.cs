using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using MlDash.Protocol;
using MlDash.Storage.Local;
using MlDash.Tests.Support;

namespace MlDash.Tests.Experiments;

/// <summary>An experiment that another machine records is lost when that machine falls silent.</summary>
public sealed class HeartbeatTests : IDisposable
{
    private static readonly ExperimentPath _path = ExperimentPath.Parse("project/run");

    private readonly Scene _scene = new();
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);

    [Fact]
    public async Task An_open_experiment_gives_a_sign_of_life_each_half_minute_until_it_is_closed()
    {
        var experiment = await StartAsync();
        for (var minute = 0; minute < 5; minute++)
        {
            _clock.Advance(TimeSpan.FromSeconds(30));
            Assert.InRange(_clock.GetUtcNow().UtcDateTime - File.GetLastWriteTimeUtc(Sign), TimeSpan.FromSeconds(-1), TimeSpan.FromSeconds(1));
        }

        await experiment.CompleteAsync(ExperimentStatus.Completed, null, TestContext.Current.CancellationToken);
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.False(File.Exists(Sign));
    }

    [Fact]
    public async Task After_three_signs_that_did_not_come_it_is_lost_and_it_runs_again_when_they_come_back()
    {
        await PutOfAnotherMachineAsync(startedAgo: TimeSpan.FromHours(1), lastSignAgo: TimeSpan.FromSeconds(80));
        Assert.Equal(ExperimentStatus.Running, await StatusAsync());

        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(ExperimentStatus.Lost, await StatusAsync());
        Assert.Equal([_path], await FoundAsync(ExperimentStatus.Lost));
        Assert.Empty(await FoundAsync(ExperimentStatus.Running));

        File.SetLastWriteTimeUtc(Sign, _clock.GetUtcNow().UtcDateTime);
        Assert.Equal(ExperimentStatus.Running, await StatusAsync());
    }

    [Fact]
    public async Task A_tool_that_gives_no_signs_never_loses_an_experiment()
    {
        await PutOfAnotherMachineAsync(startedAgo: TimeSpan.FromDays(9), lastSignAgo: null);
        Assert.Equal(ExperimentStatus.Running, await StatusAsync());

        // One that is left of a run before it.
        File.WriteAllText(Sign, string.Empty);
        File.SetLastWriteTimeUtc(Sign, _clock.GetUtcNow().UtcDateTime - TimeSpan.FromDays(10));
        Assert.Equal(ExperimentStatus.Running, await StatusAsync());
    }

    [Fact]
    public async Task A_process_of_this_machine_is_asked_itself()
    {
        var experiment = await StartAsync();
        File.SetLastWriteTimeUtc(Sign, _clock.GetUtcNow().UtcDateTime - TimeSpan.FromHours(1));

        Assert.Equal(ExperimentStatus.Running, await StatusAsync());
        await experiment.CompleteAsync(ExperimentStatus.Completed, null, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task One_that_is_lost_can_be_given_a_status()
    {
        await PutOfAnotherMachineAsync(startedAgo: TimeSpan.FromHours(1), lastSignAgo: TimeSpan.FromMinutes(10));
        await Store().UpdateAsync(_path, new() { Status = ExperimentStatus.Failed }, TestContext.Current.CancellationToken);

        Assert.Equal(ExperimentStatus.Failed, await StatusAsync());
    }

    [Fact]
    public async Task A_process_that_was_killed_has_crashed_on_its_machine_and_is_lost_on_another()
    {
        var start = Programs.Of(Path.Combine(AppContext.BaseDirectory, "MlDash.Core.Tests.Writer.dll"), _scene.Root, _path.Value, "forever", "w");
        start.RedirectStandardOutput = true;
        using (var recorder = Process.Start(start)!)
        {
            await recorder.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            Assert.Equal(ExperimentStatus.Running, await StatusAsync());
            recorder.Kill();
            await recorder.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        Assert.Equal(ExperimentStatus.Crashed, await StatusAsync());

        // As the other machine sees it.
        var document = _scene.In("project", "run", "experiment.json");
        File.WriteAllText(document, File.ReadAllText(document).Replace($"\"{Environment.MachineName}\"", "\"another-machine\"", StringComparison.Ordinal));
        Assert.Equal(ExperimentStatus.Running, await StatusAsync());
        _clock.Advance(SignsOfLife.LongestSilence + TimeSpan.FromMinutes(1));
        Assert.Equal(ExperimentStatus.Lost, await StatusAsync());
    }

    [Fact]
    public async Task A_folder_that_was_moved_away_gets_no_sign_in_its_old_place()
    {
        await StartAsync();
        Directory.Move(_scene.In("project", "run"), _scene.In("project", "elsewhere"));
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.False(Directory.Exists(_scene.In("project", "run")));
    }

    private string Sign => _scene.In("project", "run", ".mldash-heartbeat");

    private LocalExperimentStore Store() => new(_scene.Root, _clock);

    private Task<Experiment> StartAsync() =>
        Experiment.StartAsync(Store().ToStore(), _path, null, Scene.Unchanged, new(), TestContext.Current.CancellationToken);

    private async Task<ExperimentStatus> StatusAsync() => (await Store().GetAsync(_path, TestContext.Current.CancellationToken))!.Status;

    private async Task<ExperimentPath[]> FoundAsync(ExperimentStatus status) =>
        await Store().FindAsync(new() { Statuses = [status] }, TestContext.Current.CancellationToken).Select(record => record.Path)
            .ToArrayAsync(TestContext.Current.CancellationToken);

    private async Task PutOfAnotherMachineAsync(TimeSpan startedAgo, TimeSpan? lastSignAgo)
    {
        var run = new ExperimentRun(_clock.GetUtcNow() - startedAgo, null, ExperimentStatus.Running, "another-machine", 4711);
        var recording = await Store().OpenAsync(_path, null, Scene.Unchanged, run, TestContext.Current.CancellationToken);
        await recording.Sink.DisposeAsync();
        if (lastSignAgo is { } ago)
            File.SetLastWriteTimeUtc(Sign, _clock.GetUtcNow().UtcDateTime - ago);
        else
            File.Delete(Sign);
    }

    public void Dispose() => _scene.Dispose();
}
