using MlDash.Import.Importing;
using MlDash.Import.Runs;
using MlDash.Import.Tests.Support;
using MlDash.Storage.Outgoing;

namespace MlDash.Import.Tests;

/// <summary>Imports that end in the middle: nothing is lost, and the next one continues.</summary>
public sealed class InterruptedImportTests : IDisposable
{
    private const int Points = 20_000;
    private readonly ImportFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(12_345)]
    public async Task The_next_import_continues_where_one_was_interrupted(int after)
    {
        var import = new ExperimentImport(_folder.Store);
        await Assert.ThrowsAsync<OperationCanceledException>(() => import.ImportAsync(Found(after), CancellationToken.None));
        // The process that imports is alive, so that the experiment runs.
        Assert.Equal(ExperimentStatus.Running, (await _folder.RecordAsync("run"))!.Status);
        await import.ImportAsync(Found(Points), CancellationToken.None);
        var points = await _folder.PointsAsync("run", "loss");
        Assert.Equal(Enumerable.Range(0, Points).Select(step => (long)step), points.Select(point => (long)point.Fields["step"]!));
        Assert.Equal(ExperimentStatus.Completed, (await _folder.RecordAsync("run"))!.Status);
        Assert.Equal(0, (await import.ImportAsync(Found(Points), CancellationToken.None)).Points);
    }

    [Fact]
    public async Task How_far_it_has_come_is_told_on_the_way()
    {
        var told = new Told();
        await new ExperimentImport(_folder.Store) { Progress = told }.ImportAsync(Found(Points), CancellationToken.None);

        Assert.InRange(told.Points.Count, 3, Points / 1000);
        Assert.Equal(told.Points.Order(), told.Points);
        Assert.InRange(told.Points[0], 1, Points / 2);
    }

    private sealed class Told : IProgress<TransferCounts>
    {
        public List<long> Points { get; } = [];

        public void Report(TransferCounts value) => Points.Add(value.Points);
    }

    private static FoundRun Found(int points) => new(new Interrupted(points), ImportFormat.Table, ExperimentPath.Parse("run"));

    /// <summary>A run that is interrupted after some points.</summary>
    private sealed class Interrupted(int after) : SourceRun
    {
        public override RunDetails Details { get; } = new() { Id = "1", Place = "here", Name = "run", Status = ExperimentStatus.Completed };

        public override void Read(IRunSink sink, CancellationToken cancellationToken)
        {
            var points = sink.Metric("loss");
            for (var step = 0; step < after; step++)
                points.Add(step, 1.0 / (step + 1), 1_700_000_000 + step);
            if (after < Points)
                throw new OperationCanceledException();
        }
    }
}
