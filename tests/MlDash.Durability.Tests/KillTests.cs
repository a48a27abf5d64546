using Xunit;

namespace MlDash.Durability.Tests;

/// <summary>Writers killed at a random moment lose nothing they had acknowledged, and leave nothing that trips the next one.</summary>
public sealed class KillTests
{
    private const int Kills = 25;

    [Theory]
    [InlineData("flush")]
    [InlineData("durable")]
    public async Task What_was_acknowledged_before_a_kill_is_there(string mode)
    {
        using var scene = new Scene();
        // A seed of its own for each mode, so that a failure can be looked at again.
        var random = new Random(mode.Length);
        var acknowledged = new int[Kills];
        for (var kill = 0; kill < Kills; kill++)
        {
            using var writer = WriterProcess.Start(scene.Root, "run", kill, int.MaxValue, mode);
            acknowledged[kill] = await writer.KillAfterAsync(TimeSpan.FromMilliseconds(random.Next(1, 120)));
            await AssertAcknowledgedAsync(scene, kill, acknowledged[kill]);
        }

        await AssertMendedAsync(scene);
        Assert.Equal(ExperimentStatus.Completed, (await scene.GetAsync()).Status);
    }

    private static async Task AssertAcknowledgedAsync(Scene scene, int writer, int rounds)
    {
        var experiment = await scene.GetAsync();
        Assert.Equal(ExperimentStatus.Crashed, experiment.Status);
        var points = experiment.Metric("shared")
            .ReadAsync(new MetricQuery())
            .ToBlockingEnumerable()
            .Where(point => (string)point.Fields["writer"]! == $"{writer}")
            .ToList();
        var entries = experiment.Log.ReadAsync(new LogQuery { Search = $"{writer} " })
            .ToBlockingEnumerable()
            .Where(entry => entry.Message.StartsWith($"{writer} ", StringComparison.Ordinal))
            .ToList();
        var track = experiment.Track("shared/track")
            .ReadAsync(new TrackQuery())
            .ToBlockingEnumerable()
            .Where(entry => (string)entry.Fields["writer"]! == $"{writer}")
            .ToList();

        Assert.True(points.Count >= rounds, $"{rounds} points were acknowledged, {points.Count} are there.");
        Assert.True(entries.Count >= rounds, $"{rounds} log entries were acknowledged, {entries.Count} are there.");
        Assert.True(track.Count >= rounds, $"{rounds} track entries were acknowledged, {track.Count} are there.");
        Assert.Equal(Enumerable.Range(0, points.Count).Select(round => (object)(long)round), points.Select(point => point.Fields["round"]!));
        Assert.Equal(Enumerable.Range(0, entries.Count).Select(round => $"{writer} {round}"), entries.Select(entry => entry.Message));
        Assert.Empty(experiment.Warnings);
    }

    /// <summary>After one more batch the files are whole, numbered without gap or double, and the counters say what the data says.</summary>
    private static async Task AssertMendedAsync(Scene scene)
    {
        using (var last = WriterProcess.Start(scene.Root, "run", 999, 10, "end"))
            Assert.Equal(0, await last.EndAsync());
        var indexes = scene.Numbers("index", "run", "metrics", "shared", "data.jsonl");
        var numbers = scene.Numbers("sequenceNumber", "run", "logs", "logs.jsonl");
        Assert.Equal(Enumerable.Range(0, indexes.Length).Select(index => (long)index), indexes);
        Assert.Equal(Enumerable.Range(0, numbers.Length).Select(number => (long)number), numbers);

        var experiment = await scene.GetAsync();
        Assert.Equal(indexes.Length, experiment.ListMetricsAsync().ToBlockingEnumerable().Single().TotalPoints);
        Assert.Equal(
            experiment.Track("shared/track").ReadAsync(new TrackQuery()).ToBlockingEnumerable().Count(),
            experiment.ListTracksAsync().ToBlockingEnumerable().Single().TotalEntries);
    }
}
