using Xunit;

namespace MlDash.Durability.Tests;

/// <summary>Data-parallel ranks: many processes record to one experiment at once.</summary>
public sealed class ManyWritersTests
{
    private const int Writers = 8;
    private const int Rounds = 10_000;

    [Fact]
    public async Task Eight_processes_write_one_metric_log_and_track_without_loss_gap_or_double()
    {
        using var scene = new Scene();
        var writers = Enumerable.Range(0, Writers).Select(writer => WriterProcess.Start(scene.Root, "run", writer, Rounds, "end")).ToList();
        foreach (var writer in writers)
        {
            Assert.Equal(0, await writer.EndAsync());
            writer.Dispose();
        }

        var expected = Enumerable.Range(0, Writers * Rounds).Select(number => (long)number);
        Assert.Equal(expected, scene.Numbers("index", "run", "metrics", "shared", "data.jsonl"));
        Assert.Equal(expected, scene.Numbers("sequenceNumber", "run", "logs", "logs.jsonl"));

        var experiment = await scene.GetAsync();
        foreach (var rank in experiment.Metric("shared").ReadAsync(new MetricQuery()).ToBlockingEnumerable().GroupBy(point => point.Fields["writer"]))
            Assert.Equal(Enumerable.Range(0, Rounds).Select(round => (object)(long)round), rank.Select(point => point.Fields["round"]!));
        Assert.Equal(Writers * Rounds, experiment.Log.ReadAsync(new LogQuery()).ToBlockingEnumerable().Select(entry => entry.Message).Distinct().Count());
        Assert.Equal(
            Writers * Rounds,
            experiment.Track("shared/track").ReadAsync(new TrackQuery()).ToBlockingEnumerable().Select(entry => entry.Timestamp).Distinct().Count());
        Assert.Equal(Writers * Rounds, experiment.ListTracksAsync().ToBlockingEnumerable().Single().TotalEntries);
        Assert.Equal(ExperimentStatus.Completed, experiment.Status);
        Assert.Equal(Writers, experiment.Runs.Length);
    }
}
