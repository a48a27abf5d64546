namespace MlDash.Remote.Tests;

/// <summary>The end of a recording, while records are still on their way.</summary>
[Collection(Scene.OneAtATime)]
public sealed class CompletionTests
{
    [Fact]
    public async Task A_recording_that_is_all_sent_is_put_away_whatever_was_about_to_be_sent_by_itself()
    {
        await using var scene = await Scene.WithServerAsync();
        scene.Sending = scene.Sending with { Interval = TimeSpan.FromMilliseconds(1) };
        for (var run = 0; run < 20; run++)
        {
            var experiment = await Scene.StartAsync(scene.Remote(), $"run{run}");
            for (var metric = 0; metric < 20; metric++)
                experiment.Metric($"m{metric}").Append(Scene.Fields(("step", 1L)), new AppendClock());
            await experiment.CompleteAsync(ExperimentStatus.Completed);
            Assert.Equal(0, scene.Spooled);
            Assert.Empty(experiment.Warnings);
        }
    }
}
