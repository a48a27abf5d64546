using MlDash.Import.Tests.Support;

namespace MlDash.Import.Tests;

/// <summary>Folders as MLflow writes them: the names and forms are those of its file store.</summary>
public sealed class MlflowFolderTests : IDisposable
{
    private const string Run = "7f3a0c1e5b6d4f8e9a0b1c2d3e4f5a6b";
    private readonly ImportFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_run_comes_with_its_names_times_state_parameters_metrics_and_artifacts()
    {
        Make(Run, status: 3);
        var imported = Assert.Single(await _folder.ImportAsync(Path.Combine(_folder.Sources, "mlruns")));
        Assert.Equal(("digits/brave-owl-7", Run, 3L, 3, 2), (imported.Prefix, imported.SourceId, imported.Points, imported.Parameters, imported.Files));
        var record = await _folder.RecordAsync("digits/brave-owl-7");
        Assert.Equal(ExperimentStatus.Completed, record!.Status);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1700000000123), record.StartedAt);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1700000090456), record.EndedAt);
        Assert.Equal("digits", record.Project);
        Assert.Equal("First try.", record.Description);
        Assert.Equal(["baseline", "team=vision"], record.Tags);
        var parameters = await _folder.Store.ReadParametersAsync(record.Path, CancellationToken.None);
        Assert.Equal(0.001, parameters["lr"]);
        Assert.Equal("007", parameters["code"]);
        Assert.Equal(3L, parameters["net/depth"]);
        var points = await _folder.PointsAsync("digits/brave-owl-7", "val/loss");
        Assert.Equal([0.5, double.NaN], points.Select(point => (double)point.Fields["value"]!));
        Assert.Equal([0L, 1L], points.Select(point => (long)point.Fields["step"]!));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1700000001500), points[0].Timestamp);
        Assert.Equal("weights", (await _folder.FilesAsync("digits/brave-owl-7"))["model/weights.bin"]);
    }

    [Fact]
    public async Task Importing_again_adds_what_has_come_since_and_nothing_twice()
    {
        Make(Run, status: 1);
        var mlruns = Path.Combine(_folder.Sources, "mlruns");
        await _folder.ImportAsync(mlruns);
        Assert.Equal(ExperimentStatus.Running, (await _folder.RecordAsync("digits/brave-owl-7"))!.Status);
        Make(Run, status: 3, more: "1700000003000 0.25 2\n1700000004000 0.1");
        var again = Assert.Single(await _folder.ImportAsync(mlruns));
        Assert.Equal((1L, 0, 0), (again.Points, again.Parameters, again.Files));
        Assert.Equal(ExperimentStatus.Completed, (await _folder.RecordAsync("digits/brave-owl-7"))!.Status);
        Assert.Equal([0.5, double.NaN, 0.25], (await _folder.PointsAsync("digits/brave-owl-7", "val/loss")).Select(point => (double)point.Fields["value"]!));
        Assert.Equal(0, Assert.Single(await _folder.ImportAsync(mlruns)).Points);
        Assert.Empty(_folder.Store.Warnings);
    }

    [Fact]
    public async Task Points_that_were_recorded_here_are_never_mixed_with_those_of_the_source()
    {
        Make(Run, status: 3);
        var mlruns = Path.Combine(_folder.Sources, "mlruns");
        await _folder.ImportAsync(mlruns);
        var experiment = await MlDash.Experiment.StartAsync(
            _folder.Store.ToStore(), ExperimentPath.Recorded("digits/brave-owl-7"), null, new ExperimentChange(), new MlDash.Recording.RecordingOptions());
        experiment.Metric("val/loss").Append([new("value", 9.0)], new AppendClock());
        await experiment.CompleteAsync(ExperimentStatus.Failed);
        Make(Run, status: 3, more: "1700000003000 0.25 2\n1700000003000 0.2 3\n");
        Assert.Equal(0, Assert.Single(await _folder.ImportAsync(mlruns)).Points);
        Assert.Contains(_folder.Store.Warnings, warning => warning.Contains("'val/loss'", StringComparison.Ordinal));
        Assert.Equal([0.5, double.NaN, 9.0], (await _folder.PointsAsync("digits/brave-owl-7", "val/loss")).Select(point => (double)point.Fields["value"]!));
        Assert.Equal(ExperimentStatus.Failed, (await _folder.RecordAsync("digits/brave-owl-7"))!.Status);
    }

    [Fact]
    public async Task Two_runs_of_one_name_become_two_experiments_each_time()
    {
        Make(Run, status: 3);
        Make("8e3a0c1e5b6d4f8e9a0b1c2d3e4f5a6b", status: 4);
        var mlruns = Path.Combine(_folder.Sources, "mlruns");
        string[] expected = ["digits/brave-owl-7", "digits/brave-owl-7-8e3a0c1e"];
        Assert.Equal(expected, (await _folder.ImportAsync(mlruns)).Select(run => run.Prefix));
        Assert.Equal(expected, (await _folder.ImportAsync(mlruns)).Select(run => run.Prefix));
        Assert.Equal(ExperimentStatus.Failed, (await _folder.RecordAsync(expected[1]))!.Status);
    }

    private void Make(string id, int status, string more = "")
    {
        _folder.Write("mlruns/1/meta.yaml", "artifact_location: file:///elsewhere/1\nexperiment_id: '1'\nlifecycle_stage: active\nname: digits\n");
        var run = $"mlruns/1/{id}";
        _folder.Write($"{run}/meta.yaml", $"""
            artifact_uri: file:///elsewhere/1/{id}/artifacts
            end_time: {(status == 1 ? "null" : "1700000090456")}
            entry_point_name: ''
            experiment_id: '1'
            lifecycle_stage: active
            run_id: {id}
            run_name: brave-owl-7
            run_uuid: {id}
            start_time: 1700000000123
            status: {status}
            tags: []
            user_id: ada

            """);
        _folder.Write($"{run}/params/lr", "0.001");
        _folder.Write($"{run}/params/code", "007");
        _folder.Write($"{run}/params/net/depth", "3");
        _folder.Write($"{run}/tags/mlflow.note.content", "First try.");
        _folder.Write($"{run}/tags/baseline", "");
        _folder.Write($"{run}/tags/team", "vision");
        _folder.Write($"{run}/metrics/val/loss", "1700000001500 0.5 0\n1700000002000 nan 1\n" + more);
        _folder.Write($"{run}/metrics/acc", "1700000002000 0.75\n");
        _folder.Write($"{run}/artifacts/model/weights.bin", "weights");
        _folder.Write($"{run}/artifacts/plot.svg", "<svg/>");
    }
}
