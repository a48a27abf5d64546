using Microsoft.Extensions.Time.Testing;

namespace MlDash.Remote.Tests;

/// <summary>Nothing waits for a network that it does not need, and a server that is away is not asked again and again.</summary>
[Collection(Scene.OneAtATime)]
public sealed class AwayTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_read_of_a_local_folder_asks_no_server()
    {
        await using var scene = await Scene.WithServerAsync();
        await using var proxy = await FaultyProxy.StartAsync(scene.Server.Url);
        scene.Sending = scene.Sending with { Interval = TimeSpan.FromHours(1) };
        await using var experiment = await Scene.StartAsync(scene.Hybrid("root", url: proxy.Url), "run");
        Record(experiment, 0);
        await experiment.FlushAsync();
        var asked = proxy.Seen.Count;

        Record(experiment, 1);
        Assert.Equal([0, 1], await Scene.StepsAsync(experiment));
        Assert.Equal(2, (await Scene.ToListAsync(experiment.Log.ReadAsync(new LogQuery()))).Count);
        Assert.Equal(2, Assert.Single(await Scene.ToListAsync(experiment.ListMetricsAsync())).TotalPoints);
        Assert.Equal(2, Assert.Single(await Scene.ToListAsync(experiment.ListTracksAsync())).TotalEntries);
        Assert.Equal(2, (await Scene.ToListAsync(experiment.Track("pose").ReadAsync(new TrackQuery()))).Count);
        Assert.Equal(asked, proxy.Seen.Count);
    }

    [Fact]
    public async Task A_read_of_a_local_folder_ends_while_a_server_hangs()
    {
        await using var scene = await Scene.WithServerAsync();
        await using var proxy = await FaultyProxy.StartAsync(scene.Server.Url);
        scene.Sending = scene.Sending with { Interval = TimeSpan.FromMilliseconds(1), Silence = TimeSpan.FromMinutes(10), MaxRetries = 0 };
        await using var experiment = await Scene.StartAsync(scene.Hybrid("root", url: proxy.Url), "run");
        var (hung, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        proxy.Fault = async (_, _) =>
        {
            hung.TrySetResult();
            await goOn.Task;
            return false;
        };

        Record(experiment, 0);
        await hung.Task.WaitAsync(_patience);
        Record(experiment, 1);
        Assert.Equal([0, 1], await Scene.StepsAsync(experiment).WaitAsync(_patience));
        Assert.False(goOn.Task.IsCompleted);
        goOn.SetResult();
    }

    [Fact]
    public async Task A_server_that_is_away_is_not_asked_before_its_next_try_is_due_unless_somebody_insists()
    {
        await using var scene = await Scene.WithServerAsync();
        await using var proxy = await FaultyProxy.StartAsync(scene.Server.Url);
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        scene.Sending = scene.Sending with
        {
            Interval = TimeSpan.FromHours(1),
            MaxRetries = 0,
            RetryBaseDelay = TimeSpan.FromMinutes(1),
            RetryMaxDelay = TimeSpan.FromMinutes(1),
            Silence = TimeSpan.FromDays(1),
            Clock = clock,
        };
        await using var experiment = await Scene.StartAsync(scene.Hybrid("root", url: proxy.Url), "run");
        var back = new TaskCompletionSource();
        proxy.Fault = (context, _) =>
        {
            context.Abort();
            return Task.FromResult(true);
        };
        Record(experiment, 0);
        await experiment.FlushAsync();
        var asked = proxy.Seen.Count;

        await experiment.FlushAsync();
        await experiment.Parameters.SetAsync(Scene.Fields(("lr", 0.5)));
        Assert.Equal(asked, proxy.Seen.Count);
        await experiment.FlushAsync(evenIfAway: true);
        Assert.True(proxy.Seen.Count > asked, "Whoever insists is to ask the server again.");

        // What was left out is made up for when the try is due.
        proxy.Fault = (context, _) =>
        {
            if (context.Request.Path.Value!.EndsWith("/parameters", StringComparison.Ordinal))
                back.TrySetResult();
            return Task.FromResult(false);
        };
        await Scene.TurnUntilAsync(clock, TimeSpan.FromSeconds(10), back.Task);
    }

    private static void Record(Experiment experiment, long step)
    {
        var clock = new AppendClock();
        experiment.Metric("train").Append(Scene.Fields(("step", step)), clock);
        experiment.Log.Write(LogLevel.Info, $"at {step}");
        experiment.Track("pose").Append(Scene.Fields(("x", step)), clock);
    }
}
