using System.Text.Json;
using MlDash.Tracks;

namespace MlDash.Dashboard.Tests;

/// <summary>Tracks that have more entries than an answer.</summary>
public sealed class TrackTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(499, 499)]
    [InlineData(500, 500)]
    [InlineData(501, 251)]
    [InlineData(1_000, 500)]
    [InlineData(1_237, 310)]
    [InlineData(4_001, 251)]
    public async Task Entries_in_even_distances_reach_from_the_first_to_the_last(int recorded, int expected)
    {
        await RecordAsync(recorded);
        var steps = Steps(await _scene.AnswerAsync("track", "path=vision/run-1&topic=weights&even=true"));

        Assert.Equal(expected, steps.Count);
        Assert.Equal((0L, recorded - 1L), (steps[0], steps[^1]));
        // The last one stays wherever it is.
        Assert.InRange(steps.Zip(steps.Skip(1), (one, next) => next - one).SkipLast(1).Distinct().Count(), 0, 1);
    }

    [Fact]
    public async Task Asked_for_the_first_ones_they_are_cut()
    {
        await RecordAsync(1_000);
        var answer = await _scene.AnswerAsync("track", "path=vision/run-1&topic=weights&first=10");

        Assert.Equal(Enumerable.Range(0, 10).Select(step => (long)step), Steps(answer));
        Assert.True(answer.GetProperty("hasMore").GetBoolean());
    }

    private static List<long> Steps(JsonElement answer) =>
        [.. answer.GetProperty("columns").GetProperty("step").EnumerateArray().Select(step => step.GetInt64())];

    private Task RecordAsync(int entries) => _scene.RecordAsync("vision/run-1", run =>
    {
        var clock = new AppendClock();
        for (var step = 0; step < entries; step++)
            run.Track("weights").Append(Histogram.OfCounts([0, 1, 2], [step, 1]).ToFields(step), clock, null, Histogram.Describe());
        return Task.CompletedTask;
    });
}
