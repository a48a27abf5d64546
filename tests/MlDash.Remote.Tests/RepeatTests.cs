using MlDash.Recording;
using MlDash.Storage.Local;
using MlDash.Storage.Outgoing;
using MlDash.Storage.Transfer;

namespace MlDash.Remote.Tests;

/// <summary>Requests whose answers never came, and a client that comes again with more.</summary>
[Collection(Scene.OneAtATime)]
public sealed class RepeatTests
{
    private static readonly ExperimentPath _here = ExperimentPath.Parse("project/run");
    private static readonly ExperimentPath _onServer = ExperimentPath.Parse("alice/project/run");

    [Fact]
    public async Task A_request_under_way_when_its_client_ended_is_sent_as_it_was_though_more_was_recorded_since()
    {
        await using var scene = await Scene.WithServerAsync();
        await using var proxy = await FaultyProxy.StartAsync(scene.Server.Url);
        scene.Sending = scene.Sending with { MaxRetries = 0 };
        var local = scene.Local("root");
        await RecordAsync(local, 0, 10);
        proxy.Fault = async (context, forward) =>
        {
            if (!IsBatch(context.Request.Path.Value!, context.Request.Method))
                return false;
            await forward();
            context.Abort();
            return true;
        };
        await Assert.ThrowsAsync<NetworkException>(() => SendAsync(scene, proxy, local));
        proxy.Fault = (_, _) => Task.FromResult(false);
        await RecordAsync(local, 10, 5);

        // Each sends by a store of its own, which knows what the one before it did by the journal alone.
        await SendAsync(scene, proxy, local);

        var read = await scene.FindAsync(_onServer.Value);
        Assert.Equal(Enumerable.Range(0, 15).Select(step => (long)step), await Scene.StepsAsync(read));
        Assert.Equal(["at 0", "at 10"], (await Scene.ToListAsync(read.Log.ReadAsync(new LogQuery()))).Select(entry => entry.Message));
    }

    private static bool IsBatch(string path, string method) =>
        method == "POST" && (path.EndsWith("/append-batch", StringComparison.Ordinal) || path.EndsWith("/logs", StringComparison.Ordinal));

    private static async Task RecordAsync(LocalExperimentStore local, int from, int points)
    {
        var experiment = await Experiment.StartAsync(local.ToStore(), _here, "project", new ExperimentChange(), new RecordingOptions());
        var clock = new AppendClock();
        for (var step = from; step < from + points; step++)
            experiment.Metric("train").Append(Scene.Fields(("step", (long)step)), clock);
        experiment.Log.Write(LogLevel.Info, $"at {from}");
        await experiment.CompleteAsync(ExperimentStatus.Completed);
    }

    private static async Task SendAsync(Scene scene, FaultyProxy proxy, LocalExperimentStore local) => await scene.Remote(url: proxy.Url).SendAsync(
        local, (await local.GetAsync(_here, CancellationToken.None))!, _onServer, SkippedParts.None, null, CancellationToken.None);
}
