using MlDash.Handles;
using MlDash.Recording;
using MlDash.Tests.Support;

namespace MlDash.Tests.Sampling;

/// <summary>The load of this very machine in an experiment.</summary>
public sealed class SystemMetricsTests : IDisposable
{
    private readonly Scene _scene = new();

    [Fact]
    public async Task Even_a_short_experiment_has_a_record()
    {
        var experiment = await StartAsync(TimeSpan.FromSeconds(10));
        await experiment.CompleteAsync(ExperimentStatus.Completed, null, TestContext.Current.CancellationToken);

        var point = Assert.Single(await PointsAsync());
        Assert.Contains(point.Fields, field => field.Key == "memory/used");
    }

    [Fact]
    public async Task Records_come_at_the_interval_and_end_with_the_experiment()
    {
        var experiment = await StartAsync(TimeSpan.FromSeconds(1));
        while ((await PointsAsync()).Count < 3)
            await Task.Delay(100, TestContext.Current.CancellationToken);
        await experiment.CompleteAsync(ExperimentStatus.Completed, null, TestContext.Current.CancellationToken);
        var ended = await PointsAsync();
        await Task.Delay(TimeSpan.FromSeconds(1.5), TestContext.Current.CancellationToken);

        // The last one comes with the end, whenever that is. A busy machine may be late with one, never early.
        var times = ended.SkipLast(1).Select(point => point.Timestamp!.Value).ToList();
        Assert.All(times.Zip(times.Skip(1)), pair => Assert.InRange((pair.Second - pair.First).TotalSeconds, 0.5, double.MaxValue));
        Assert.Equal(ended.Count, (await PointsAsync()).Count);
        // Of a Mac only all processors together are known.
        foreach (var name in OperatingSystem.IsMacOS() ? (string[])["cpu/utilization"] : ["cpu/utilization", "cpu/0/utilization"])
            Assert.InRange(Assert.IsType<double>(ended[1].Fields.Single(field => field.Key == name).Value), 0, 100);
    }

    [Fact]
    public async Task Nothing_is_recorded_unless_it_is_asked_for()
    {
        var experiment = await StartAsync(null);
        await experiment.CompleteAsync(ExperimentStatus.Completed, null, TestContext.Current.CancellationToken);

        Assert.Empty(await PointsAsync());
    }

    [Fact]
    public async Task An_experiment_that_is_protected_while_it_is_open_ends_well_and_has_records_again_when_that_is_lifted()
    {
        var experiment = await StartAsync(TimeSpan.FromSeconds(1));
        await experiment.UpdateAsync(new() { WriteProtected = true }, TestContext.Current.CancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(1.5), TestContext.Current.CancellationToken);
        Assert.Empty(await PointsAsync());
        await experiment.UpdateAsync(new() { WriteProtected = false }, TestContext.Current.CancellationToken);
        await experiment.CompleteAsync(ExperimentStatus.Completed, null, TestContext.Current.CancellationToken);

        Assert.Single(await PointsAsync());
    }

    public void Dispose() => _scene.Dispose();

    private Task<Experiment> StartAsync(TimeSpan? interval) => _scene.StartAsync(options: new RecordingOptions { SystemMetricsInterval = interval });

    private async Task<List<MetricPoint>> PointsAsync() =>
        await (await _scene.GetElsewhereAsync()).Metric(SystemMetrics.MetricName).ReadAsync(new(), TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
}
