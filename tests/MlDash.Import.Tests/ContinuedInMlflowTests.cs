using MlDash.Import.Tests.Support;
using MlDash.Storage.Local;

namespace MlDash.Import.Tests;

/// <summary>An exported experiment that MLflow goes on to record is imported with all that came since.</summary>
public sealed class ContinuedInMlflowTests : IDisposable
{
    private readonly ImportFolder _folder = new();
    private readonly string _target = Directory.CreateTempSubdirectory("mldash-continued-").FullName;

    public void Dispose()
    {
        _folder.Dispose();
        Directory.Delete(_target, recursive: true);
    }

    [Fact]
    public async Task Lines_that_MLflow_adds_follow_the_points_that_were_exported()
    {
        var experiment = await Recorded.StartAsync(_folder.Store, "vision/run");
        for (var step = 1L; step <= 3; step++)
        {
            experiment.Metric("loss").Append([new("value", 1.0 / step)], new AppendClock());
            experiment.Metric("val").Append([new("step", step), new("acc", 0.1 * step), new("note", "x")], new AppendClock());
            experiment.Metric("train").Append([new("step", step), new("loss", 0.5), new("rate", 0.25)], new AppendClock());
        }

        var run = await ExportAsync(experiment);
        await ImportAsync();
        await AppendAsync(run, "loss", "1900000000000 0.01 4\n");
        await AppendAsync(run, "val/acc", "1900000000000 0.9 4\n");
        await AppendAsync(run, "train/loss", "1900000000000 0.125 4\n1900000001000 0.0625 5\n");
        await AppendAsync(run, "train/rate", "1900000000000 0.5 4\n");
        var imported = await ImportAsync();
        Assert.Equal((5L, 0), (imported.Points, imported.LeftOut.Length));
        Assert.Equal([1, 0.5, 1.0 / 3, 0.01], await NumbersAsync("loss", "value"));
        Assert.Equal((4L, 1900000000.0), ((await PointsAsync("loss"))[3].Fields["step"], (await PointsAsync("loss"))[3].Fields["_ts"]));
        Assert.Equal([0.1, 0.2, 0.1 * 3, 0.9], await NumbersAsync("val", "acc"));
        Assert.Equal(3, (await PointsAsync("train")).Count);
        Assert.Equal([0.125, 0.0625], await NumbersAsync("train/loss", "value"));
        await AppendAsync(run, "train/loss", "1900000002000 0.03125 6\n");
        await AppendAsync(run, "loss", "1900000002000 0.005 5\n");
        Assert.Equal(2, (await ImportAsync()).Points);
        Assert.Equal(0, (await ImportAsync()).Points);
    }

    [Fact]
    public async Task A_name_tags_a_note_and_an_end_that_were_changed_in_MLflow_are_imported()
    {
        var run = await ExportAsync(await Recorded.StartAsync(_folder.Store, "vision/run"));
        await ReplaceAsync(Path.Combine(run, "meta.yaml"), "run_name: \"run\"", "run_name: better");
        await ReplaceAsync(Path.Combine(run, "meta.yaml"), "status: 3", "status: 4");
        await File.WriteAllTextAsync(Path.Combine(run, "tags", "mlflow.note.content"), "Second try.");
        await File.WriteAllTextAsync(Path.Combine(run, "tags", "team"), "audio");
        await File.WriteAllTextAsync(Path.Combine(run, "tags", "reviewed"), "True");
        var imported = await ImportAsync();
        var record = (await Store.GetAsync(ExperimentPath.Parse("vision/better"), CancellationToken.None))!;
        Assert.Equal("vision/better", imported.Prefix);
        Assert.Equal(("Second try.", ExperimentStatus.Failed), (record.Description, record.Status));
        Assert.Equal(["baseline", "reviewed", "team=audio"], record.Tags.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_tag_and_a_note_that_were_removed_in_MLflow_are_not_imported()
    {
        var run = await ExportAsync(await Recorded.StartAsync(_folder.Store, "vision/run"));
        File.Delete(Path.Combine(run, "tags", "mlflow.note.content"));
        File.Delete(Path.Combine(run, "tags", "baseline"));
        await ImportAsync();
        var record = (await Store.GetAsync(ExperimentPath.Parse("vision/run"), CancellationToken.None))!;
        Assert.Equal((null, "team=vision"), (record.Description, Assert.Single(record.Tags)));
    }

    private LocalExperimentStore Store => new(Path.Combine(_target, "root"));

    private async Task<string> ExportAsync(Experiment experiment)
    {
        await experiment.CompleteAsync(ExperimentStatus.Completed);
        return (await Contents.ExportAsync(_folder.Store, "vision/run", ExportFormat.Mlflow, Path.Combine(_target, "mlruns"))).Path;
    }

    private async Task<ImportedExperiment> ImportAsync() => Assert.Single(await Contents.ImportAsync(Store, Path.Combine(_target, "mlruns")));

    private async Task<List<MetricPoint>> PointsAsync(string metric)
    {
        var points = new List<MetricPoint>();
        await foreach (var point in Store.ReadMetricAsync(ExperimentPath.Parse("vision/run"), metric, new MetricQuery(), CancellationToken.None))
            points.Add(point);
        return points;
    }

    private async Task<IEnumerable<double>> NumbersAsync(string metric, string field) =>
        (await PointsAsync(metric)).Select(point => Assert.IsType<double>(point.Fields[field]));

    private static Task AppendAsync(string run, string metric, string lines) => File.AppendAllTextAsync(Path.Combine(run, "metrics", metric), lines);

    private static async Task ReplaceAsync(string file, string old, string text)
    {
        var before = await File.ReadAllTextAsync(file);
        Assert.Contains(old, before, StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, before.Replace(old, text, StringComparison.Ordinal));
    }
}
