using Microsoft.Extensions.Time.Testing;

namespace MlDash.Remote.Tests;

/// <summary>A server knows which of its experiments still have a process, by signs that never disturb the recording.</summary>
[Collection(Scene.OneAtATime)]
public sealed class HeartbeatTests
{
    private static readonly ExperimentPath _path = ExperimentPath.Parse("alice/project/run");
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly TurnedClock _serverClock = new();
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);

    [Fact]
    public async Task A_process_that_was_killed_is_lost_on_the_server_and_a_sync_ends_it_with_all_that_it_recorded()
    {
        await using var scene = new Scene();
        await using var server = await ListeningServer.StartAsync(scene, clock: _serverClock);
        using (var client = ShellProcess.Record(scene, "run", server: server.Url))
        {
            await client.ReadAtLeastAsync(200);
            await UntilAsync(scene, server.Url, ExperimentStatus.Running);
            client.Kill();
        }
        Assert.Equal(ExperimentStatus.Running, await StatusAsync(scene, server.Url));

        _serverClock.Turned = TimeSpan.FromSeconds(100);
        Assert.Equal(ExperimentStatus.Lost, await StatusAsync(scene, server.Url));
        Assert.Equal([_path], await FoundAsync(scene, server.Url, ExperimentStatus.Lost));
        Assert.Empty(await FoundAsync(scene, server.Url, ExperimentStatus.Running));

        await scene.SyncAsync();
        Assert.Equal(ExperimentStatus.Failed, await StatusAsync(scene, server.Url));
        var store = scene.Remote(url: server.Url);
        var found = new Experiment(store.ToStore(), (await store.GetAsync(_path, TestContext.Current.CancellationToken))!);
        Assert.InRange((await Scene.StepsAsync(found)).Count, 200, int.MaxValue);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_idle_experiment_gives_signs_by_itself(bool isHybrid)
    {
        await using var scene = new Scene();
        await using var server = await ListeningServer.StartAsync(scene, clock: _serverClock);
        scene.Sending = scene.Sending with { Clock = _clock };
        await using var experiment = isHybrid
            ? await Scene.StartAsync(scene.Hybrid("root", url: server.Url), "run") : await Scene.StartAsync(scene.Remote(url: server.Url), "run");
        _serverClock.Turned = TimeSpan.FromSeconds(100);
        Assert.Equal(ExperimentStatus.Lost, await StatusAsync(scene, server.Url));

        await Scene.TurnUntilAsync(_clock, TimeSpan.FromSeconds(1), UntilAsync(scene, server.Url, ExperimentStatus.Running));
        await experiment.CompleteAsync(ExperimentStatus.Completed, null, TestContext.Current.CancellationToken);
        _serverClock.Turned = TimeSpan.FromHours(1);
        Assert.Equal(ExperimentStatus.Completed, await StatusAsync(scene, server.Url));
    }

    [Fact]
    public async Task After_five_minutes_without_a_network_it_runs_again_and_nothing_is_lost()
    {
        await using var scene = new Scene();
        await using var server = await ListeningServer.StartAsync(scene, clock: _serverClock);
        await using var proxy = await FaultyProxy.StartAsync(server.Url.GetLeftPart(UriPartial.Authority));
        scene.Sending = scene.Sending with { Clock = _clock, MaxRetries = 0 };
        await using var experiment = await Scene.StartAsync(scene.Remote(url: proxy.Url), "run");
        proxy.Fault = (context, _) =>
        {
            context.Abort();
            return Task.FromResult(true);
        };
        var clock = new AppendClock();
        for (var step = 0L; step < 300; step++)
        {
            experiment.Metric("train").Append(Scene.Fields(("step", step)), clock);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }
        _serverClock.Turned = TimeSpan.FromMinutes(5);
        Assert.Equal(ExperimentStatus.Lost, await StatusAsync(scene, server.Url));

        proxy.Fault = (_, _) => Task.FromResult(false);
        await Scene.TurnUntilAsync(_clock, TimeSpan.FromSeconds(1), UntilAsync(scene, server.Url, ExperimentStatus.Running));
        await experiment.CompleteAsync(ExperimentStatus.Completed, null, TestContext.Current.CancellationToken);
        var store = scene.Remote(url: server.Url);
        var found = new Experiment(store.ToStore(), (await store.GetAsync(_path, TestContext.Current.CancellationToken))!);
        Assert.Equal(Enumerable.Range(0, 300).Select(step => (long)step), await Scene.StepsAsync(found));
        Assert.Equal(ExperimentStatus.Completed, found.Status);
    }

    [Fact]
    public async Task A_server_that_does_not_know_the_call_is_asked_once()
    {
        await using var scene = await Scene.WithServerAsync();
        await using var proxy = await FaultyProxy.StartAsync(scene.Server.Url);
        scene.Sending = scene.Sending with { Clock = _clock };
        var asked = new TaskCompletionSource();
        proxy.Fault = (context, _) =>
        {
            if (!IsSign(context.Request.Path))
                return Task.FromResult(false);
            context.Response.StatusCode = 404;
            asked.TrySetResult();
            return Task.FromResult(true);
        };
        await using var experiment = await Scene.StartAsync(scene.Remote(url: proxy.Url), "run");
        await Scene.TurnUntilAsync(_clock, TimeSpan.FromSeconds(5), asked.Task);
        for (var turn = 0; turn < 40; turn++)
        {
            _clock.Advance(TimeSpan.FromSeconds(5));
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        Assert.Single(proxy.Seen, seen => IsSign(seen.Path));
        await experiment.CompleteAsync(ExperimentStatus.Completed, null, TestContext.Current.CancellationToken);
        Assert.Empty(experiment.Warnings);
    }

    [Fact]
    public async Task While_records_are_sent_there_are_no_further_requests()
    {
        await using var scene = await Scene.WithServerAsync();
        await using var proxy = await FaultyProxy.StartAsync(scene.Server.Url);
        scene.Sending = scene.Sending with { Clock = _clock };
        await using var experiment = await Scene.StartAsync(scene.Remote(url: proxy.Url), "run");
        var clock = new AppendClock();
        for (var turn = 0L; turn < 20; turn++)
        {
            experiment.Metric("train").Append(Scene.Fields(("step", turn)), clock);
            await experiment.FlushAsync();
            _clock.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.DoesNotContain(proxy.Seen, seen => IsSign(seen.Path));
    }

    [Fact]
    public async Task A_sign_that_hangs_keeps_neither_records_nor_the_end_waiting()
    {
        await using var scene = await Scene.WithServerAsync();
        await using var proxy = await FaultyProxy.StartAsync(scene.Server.Url);
        scene.Sending = scene.Sending with { Clock = _clock, Silence = TimeSpan.FromDays(1) };
        var (hung, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        proxy.Fault = async (context, _) =>
        {
            if (IsSign(context.Request.Path))
            {
                hung.TrySetResult();
                await goOn.Task;
            }
            return false;
        };
        await using var experiment = await Scene.StartAsync(scene.Remote(url: proxy.Url), "run");
        await Scene.TurnUntilAsync(_clock, TimeSpan.FromSeconds(5), hung.Task);

        experiment.Metric("train").Append(Scene.Fields(("step", 0L)), new AppendClock());
        await experiment.FlushAsync().WaitAsync(_patience, TestContext.Current.CancellationToken);
        await experiment.CompleteAsync(ExperimentStatus.Completed, null, TestContext.Current.CancellationToken)
            .WaitAsync(_patience, TestContext.Current.CancellationToken);
        Assert.False(goOn.Task.IsCompleted);
        goOn.SetResult();
        Assert.Equal(ExperimentStatus.Completed, (await scene.FindAsync(_path.Value)).Status);
        Assert.Empty(experiment.Warnings);
    }

    private static bool IsSign(string? path) => path?.EndsWith("/heartbeat", StringComparison.Ordinal) == true;

    private static async Task<ExperimentStatus> StatusAsync(Scene scene, Uri server) =>
        (await scene.Remote(url: server).GetAsync(_path, TestContext.Current.CancellationToken))!.Status;

    private static async Task UntilAsync(Scene scene, Uri server, ExperimentStatus status)
    {
        while (await StatusAsync(scene, server) != status)
            await Task.Delay(20, TestContext.Current.CancellationToken);
    }

    private static async Task<ExperimentPath[]> FoundAsync(Scene scene, Uri server, ExperimentStatus status) =>
        await scene.Remote(url: server).FindAsync(new() { Statuses = [status] }, TestContext.Current.CancellationToken).Select(record => record.Path)
            .ToArrayAsync(TestContext.Current.CancellationToken);

    /// <summary>The clock of the system, turned on by a test.</summary>
    private sealed class TurnedClock : TimeProvider
    {
        public TimeSpan Turned { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Turned;
    }
}
