using MlDash.Import.Importing;
using MlDash.Import.Tests.Support;

namespace MlDash.Import.Tests;

/// <summary>trackio, DVCLive, Sacred and tables, in the forms that their own writers give them.</summary>
public sealed class SmallSourcesTests : IDisposable
{
    private readonly ImportFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Trackio_rows_become_points_grouped_by_their_names_and_texts_of_numbers_become_numbers()
    {
        var file = Database.Run(Path.Combine(_folder.Sources, "demo.db"), """
            CREATE TABLE metrics (id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp TEXT, run_id TEXT, run_name TEXT, step INTEGER, metrics TEXT, log_id TEXT);
            CREATE TABLE configs (id INTEGER PRIMARY KEY AUTOINCREMENT, run_id TEXT, run_name TEXT, config TEXT, created_at TEXT);
            CREATE TABLE system_metrics (id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp TEXT, run_id TEXT, run_name TEXT, metrics TEXT);
            INSERT INTO metrics VALUES (1, '2026-01-02T03:04:05.5', 'r1', 'calm-sea-0', 0, '{"loss": "NaN", "train/acc": 0.5, "note": "warm-up"}', 'a');
            INSERT INTO metrics VALUES (2, '2026-01-02T03:04:06.5', 'r1', 'calm-sea-0', 1, '{"loss": 0.25, "train/acc": 0.75}', 'b');
            INSERT INTO metrics VALUES (3, '2026-01-02T03:05:00', 'r2', 'calm-sea-0', 0, '{"loss": 9}', 'c');
            INSERT INTO configs VALUES (1, 'r1', 'calm-sea-0', '{"lr": 0.1, "net": {"depth": 2}}', '2026-01-02T03:04:05');
            INSERT INTO system_metrics VALUES (1, '2026-01-02T03:04:05', 'r1', 'calm-sea-0', '{"cpu/utilization": 12.5}');
            """);
        var imported = await _folder.ImportAsync(file);
        Assert.Equal(["demo/calm-sea-0", $"demo/{imported[1].Prefix.Split('/')[1]}"], imported.Select(run => run.Prefix));
        var history = await _folder.PointsAsync("demo/calm-sea-0", "history");
        Assert.Equal([double.NaN, 0.25], history.Select(point => (double)point.Fields["loss"]!));
        Assert.Equal("warm-up", history[0].Fields["note"]);
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, 500, TimeSpan.Zero), history[0].Timestamp);
        Assert.Equal([0.5, 0.75], (await _folder.PointsAsync("demo/calm-sea-0", "train")).Select(point => (double)point.Fields["acc"]!));
        Assert.Equal(12.5, (await _folder.PointsAsync("demo/calm-sea-0", "system/cpu"))[0].Fields["utilization"]);
        Assert.Equal(2L, (await _folder.Store.ReadParametersAsync(ExperimentPath.Recorded("demo/calm-sea-0"), CancellationToken.None))["net.depth"]);
        Assert.Equal(9L, (await _folder.PointsAsync(imported[1].Prefix, "history"))[0].Fields["loss"]);
        Assert.All(await _folder.ImportAsync(file), again => Assert.Equal((0, 0), (again.Points, again.Parameters)));
    }

    [Theory]
    [InlineData("x.csv", "step,loss\n1,2\n3,4")]
    [InlineData("x.jsonl", "{\"step\": 1, \"loss\": 2}\n{\"step\": 3, \"loss\": 4}")]
    public async Task A_last_row_without_a_line_end_is_imported_when_its_file_rests_and_told_of_before(string name, string text)
    {
        var file = _folder.Write(name, text);
        Assert.Equal(1, Assert.Single(await _folder.ImportAsync(file)).Points);
        Assert.Contains("has no line end", Assert.Single(_folder.Store.Warnings), StringComparison.Ordinal);

        File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddMinutes(-1));
        Assert.Equal(1, Assert.Single(await _folder.ImportAsync(file)).Points);
        Assert.Equal([2L, 4L], (await _folder.PointsAsync("x", "x")).Select(point => point.Fields["loss"]));
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public async Task A_table_of_Windows_in_UTF_16_is_read(string encoding)
    {
        var form = System.Text.Encoding.GetEncoding(encoding);
        var file = _folder.Write("wide.csv", [.. form.Preamble, .. form.GetBytes("step,größe\n1,2\n")]);

        Assert.Equal(1, Assert.Single(await _folder.ImportAsync(file)).Points);
        Assert.Equal(2L, Assert.Single(await _folder.PointsAsync("wide", "wide")).Fields["größe"]);
    }

    [Fact]
    public async Task A_quote_that_is_never_closed_is_told_with_its_line()
    {
        var file = _folder.Write("q.tsv", "step\ttext\n1\tx\n2\t\"q\n3\ty\n");

        Assert.Equal(1, Assert.Single(await _folder.ImportAsync(file)).Points);
        Assert.Contains("line 3 opens", Assert.Single(_folder.Store.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Columns_are_meant_in_any_case_and_those_that_are_not_there_are_told()
    {
        var file = _folder.Write("t.csv", "When,RUN,loss\n1700000000,a,1\n");
        ExperimentImport Import(string time, string run) => new(_folder.Store) { TimeColumn = time, RunColumn = run };
        var import = Import("when", "run");
        await import.ImportAsync(Assert.Single(import.Find(file, CancellationToken.None)), CancellationToken.None);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1700000000), Assert.Single(await _folder.PointsAsync("t/a", "t")).Timestamp);

        import = Import("whn", "run");
        await import.ImportAsync(Assert.Single(import.Find(file, CancellationToken.None)), CancellationToken.None);
        Assert.Contains("no column 'whn'", _folder.Store.Warnings.First(), StringComparison.Ordinal);
        Assert.Contains("When, RUN, loss", Assert.Throws<StorageException>(() => Import("when", "rn").Find(file, CancellationToken.None).ToList()).Message);
    }

    [Fact]
    public async Task A_date_whose_month_nobody_knows_is_not_guessed()
    {
        var file = _folder.Write("d.csv", "datum;wert\n05.03.2026;1\n2026-03-05;2\n");
        var import = new ExperimentImport(_folder.Store) { TimeColumn = "datum" };
        await import.ImportAsync(Assert.Single(import.Find(file, CancellationToken.None)), CancellationToken.None);

        var points = await _folder.PointsAsync("d", "d");
        Assert.Equal([null, new DateTimeOffset(2026, 3, 5, 0, 0, 0, TimeSpan.Zero)], points.Select(point => point.Timestamp));
        Assert.Equal("05.03.2026", points[0].Fields["datum"]);
        Assert.StartsWith("1 values", Assert.Single(_folder.Store.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_beside_the_data_of_a_tracker_and_what_is_damaged_in_it_is_told()
    {
        _folder.Write("project/wandb/run-1/run-a.wandb", new WandbBytes().Bytes);
        _folder.Write("project/wandb/run-2/run-b.wandb", []);
        _folder.Write("project/mlruns/1/meta.yaml", "name: x");

        await _folder.ImportAsync(Path.Combine(_folder.Sources, "project"));
        Assert.Contains(_folder.Store.Warnings, warning => warning.Contains("'mlruns'", StringComparison.Ordinal));
        Assert.Contains(_folder.Store.Warnings, warning => warning.Contains("run-b.wandb", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_older_trackio_database_without_ids_is_read_too()
    {
        var file = Database.Run(Path.Combine(_folder.Sources, "old.db"), """
            CREATE TABLE metrics (id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp TEXT NOT NULL, project_name TEXT NOT NULL, run_name TEXT NOT NULL,
              step INTEGER NOT NULL, metrics TEXT NOT NULL);
            INSERT INTO metrics VALUES (1, '2026-01-02T03:04:05', 'my project', 'first', 0, '{"loss": 1.5}');
            """);
        Assert.Equal("my project/first", Assert.Single(await _folder.ImportAsync(file)).Prefix);
    }

    [Fact]
    public async Task Dvclive_tables_become_metrics_and_texts_in_them_stay_texts()
    {
        _folder.Write("try/dvclive/params.yaml", "lr: 0.01\nlayers:\n  - 3\n  - 4\nname: '007'\n");
        _folder.Write("try/dvclive/metrics.json", """{"train": {"loss": 0.2}, "step": 1}""");
        _folder.Write("try/dvclive/plots/metrics/train/loss.tsv", "timestamp\tstep\tloss\r\n1700000000123\t0\t0.5\r\n1700000001123\t1\tnan\r\nbroken\r\n");
        _folder.Write("try/dvclive/plots/metrics/state.tsv", "step\tstate\n0\twarm\n1\thot\n");
        _folder.Write("try/dvclive/report.md", "# Report");
        var imported = Assert.Single(await _folder.ImportAsync(Path.Combine(_folder.Sources, "try", "dvclive")));
        Assert.Equal(("try", 4L, 3, 1), (imported.Prefix, imported.Points, imported.Parameters, imported.Files));
        var loss = await _folder.PointsAsync("try", "train/loss");
        Assert.Equal([0.5, double.NaN], loss.Select(point => (double)point.Fields["value"]!));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1700000000123), loss[0].Timestamp);
        Assert.Equal(["warm", "hot"], (await _folder.PointsAsync("try", "state")).Select(point => point.Fields["value"]));
        var parameters = await _folder.Store.ReadParametersAsync(ExperimentPath.Recorded("try"), CancellationToken.None);
        Assert.Equal("007", parameters["name"]);
        Assert.Contains("1 lines", Assert.Single(_folder.Store.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sacred_runs_come_with_their_output_config_times_and_numbers_of_NumPy()
    {
        _folder.Write("sacred/1/config.json", """{"seed": 42, "net": {"width": {"py/object": "numpy.int64", "dtype": "int64", "value": 8}}}""");
        _folder.Write("sacred/1/run.json", """
            {"experiment": {"name": "iris"}, "command": "main", "status": "INTERRUPTED", "start_time": "2026-02-03T04:05:06.700000",
             "stop_time": "2026-02-03T04:06:06", "meta": {"comment": "by hand"}, "host": {"hostname": "box"}, "result": 0.9, "artifacts": ["model.pkl"]}
            """);
        _folder.Write("sacred/1/metrics.json", """
            {"loss": {"values": [0.5, {"py/object": "numpy.float64", "dtype": "float64", "value": 0.25}, NaN], "steps": [1, 2, 3],
             "timestamps": ["2026-02-03T04:05:07", "2026-02-03T04:05:08", "2026-02-03T04:05:09"]}}
            """);
        _folder.Write("sacred/1/cout.txt", "epoch 1\nepoch 2\nhalf");
        _folder.Write("sacred/1/model.pkl", "pickle");
        _folder.Write("sacred/_sources/train_abc.py", "print()");
        var imported = Assert.Single(await _folder.ImportAsync(Path.Combine(_folder.Sources, "sacred")));
        Assert.Equal(("iris/1", 3L, 2L, 1), (imported.Prefix, imported.Points, imported.Logs, imported.Files));
        var record = await _folder.RecordAsync("iris/1");
        Assert.Equal((ExperimentStatus.Cancelled, "by hand"), (record!.Status, record.Description));
        Assert.Equal(new DateTimeOffset(2026, 2, 3, 4, 5, 6, 700, TimeSpan.Zero), record.StartedAt);
        var loss = await _folder.PointsAsync("iris/1", "loss");
        Assert.Equal([0.5, 0.25, double.NaN], loss.Select(point => (double)point.Fields["value"]!));
        Assert.Equal([1L, 2L, 3L], loss.Select(point => (long)point.Fields["step"]!));
    }

    [Fact]
    public async Task Json_lines_become_points_with_their_times_and_a_line_without_an_end_waits()
    {
        var file = _folder.Write("curve.jsonl", "{\"time\": \"2026-01-01T00:00:01Z\", \"loss\": 0.5}\nnot json\n{\"loss\": NaN, \"Loss\": 2}\n{\"loss\": 0.1");
        Assert.Equal(2, Assert.Single(await _folder.ImportAsync(file)).Points);
        var points = await _folder.PointsAsync("curve", "curve");
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 0, 0, 1, TimeSpan.Zero), points[0].Timestamp);
        Assert.Equal(2L, points[1].Fields["Loss_2"]);
        await System.IO.File.AppendAllTextAsync(file, "25}\n");
        Assert.Equal(1, Assert.Single(await _folder.ImportAsync(file)).Points);
        Assert.Equal(0.125, (await _folder.PointsAsync("curve", "curve"))[2].Fields["loss"]);
    }

    [Fact]
    public void An_Aim_repository_is_refused_with_the_way_out()
    {
        _folder.Write("work/.aim/VERSION", "1");
        var refused = Assert.Throws<StorageException>(
            () => new Importing.ExperimentImport(_folder.Store).Find(Path.Combine(_folder.Sources, "work"), CancellationToken.None).ToList());
        Assert.Equal("FormatRefused", refused.ErrorId);
    }

    [Fact]
    public async Task A_table_of_several_runs_becomes_as_many_experiments_by_its_column()
    {
        var file = _folder.Write("all.csv", "\uFEFFrun,time,loss,note\r\na,1700000000,0.5,\"one, two\"\r\nb,1700000001,inf,\r\na,1700000002,0.25,x\r\nbroken\r\n");
        var import = new Importing.ExperimentImport(_folder.Store) { RunColumn = "run" };
        foreach (var found in import.Find(file, CancellationToken.None))
            await import.ImportAsync(found, CancellationToken.None);
        var first = await _folder.PointsAsync("all/a", "all");
        Assert.Equal([0.5, 0.25], first.Select(point => (double)point.Fields["loss"]!));
        Assert.Equal("one, two", first[0].Fields["note"]);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1700000002), first[1].Timestamp);
        Assert.Equal(double.PositiveInfinity, (await _folder.PointsAsync("all/b", "all"))[0].Fields["loss"]);
    }

    [Fact]
    public async Task Guild_runs_come_with_flags_times_scalars_and_output()
    {
        const string Run = "runs/4a1b2c3d4e5f60718293a4b5c6d7e8f9";
        _folder.Write($"{Run}/.guild/attrs/flags", "lr: 0.1\nname: x\n");
        _folder.Write($"{Run}/.guild/attrs/started", "1700000000000000");
        _folder.Write($"{Run}/.guild/attrs/stopped", "1700000001500000");
        _folder.Write($"{Run}/.guild/attrs/exit_status", "-15");
        _folder.Write($"{Run}/.guild/attrs/op", "train\n");
        _folder.Write($"{Run}/.guild/output", "hello\n");
        _folder.Write($"{Run}/.guild/events.out.tfevents.1", new EventBytes().Scalar("loss", 1, 0.5f).Bytes);
        _folder.Write($"{Run}/model.txt", "weights");
        var imported = Assert.Single(await _folder.ImportAsync(_folder.Sources));
        Assert.Equal(
            ("train/4a1b2c3d4e5f60718293a4b5c6d7e8f9", 1L, 1L, 2, 1),
            (imported.Prefix, imported.Points, imported.Logs, imported.Parameters, imported.Files));
        var record = await _folder.RecordAsync(imported.Prefix);
        Assert.Equal((ExperimentStatus.Cancelled, DateTimeOffset.FromUnixTimeMilliseconds(1700000001500)), (record!.Status, record.EndedAt));
    }

    [Fact]
    public async Task ClearMl_sessions_come_with_their_scalars_parameters_and_log()
    {
        _folder.Write("offline/task.json", """
            {"id": "offline-77", "name": "my task", "project_name": "examples", "type": "training", "status": "completed", "tags": ["t1"],
             "started": "2026-01-02T03:04:05Z", "hyperparams": {"Args": {"lr": {"section": "Args", "name": "lr", "value": "0.1"}}}}
            """);
        _folder.Write("offline/metrics.jsonl", """[{"type": "training_stats_scalar", "metric": "loss", "variant": "train", "iter": 5, "value": 0.5, "timestamp": 1700000000500}]""" + "\n");
        _folder.Write("offline/log.jsonl", """[{"level": "warning", "msg": "careful\n", "timestamp": 1700000000500}]""" + "\n");
        _folder.Write("offline/data/plots/x.png", "png");
        var imported = Assert.Single(await _folder.ImportAsync(_folder.Sources));
        Assert.Equal(
            ("examples/my task", "offline-77", 1L, 1L, 1, 1),
            (imported.Prefix, imported.SourceId, imported.Points, imported.Logs, imported.Parameters, imported.Files));
        var point = Assert.Single(await _folder.PointsAsync(imported.Prefix, "loss"));
        Assert.Equal((0.5, 5L), (point.Fields["train"], point.Fields["step"]));
        Assert.Equal(0.1, (await _folder.Store.ReadParametersAsync(ExperimentPath.Recorded(imported.Prefix), CancellationToken.None))["Args/lr"]);
    }
}
