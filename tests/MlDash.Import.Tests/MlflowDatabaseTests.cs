using Microsoft.Data.Sqlite;
using MlDash.Import.Tests.Support;

namespace MlDash.Import.Tests;

/// <summary>Databases with the tables and columns of MLflow's own schema.</summary>
public sealed class MlflowDatabaseTests : IDisposable
{
    private const string Schema = """
        CREATE TABLE experiments (experiment_id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(256), artifact_location VARCHAR(256), lifecycle_stage VARCHAR(32));
        CREATE TABLE runs (run_uuid VARCHAR(32) NOT NULL PRIMARY KEY, name VARCHAR(250), source_type VARCHAR(20), source_name VARCHAR(500),
          entry_point_name VARCHAR(50), user_id VARCHAR(256), status VARCHAR(9), start_time BIGINT, end_time BIGINT, source_version VARCHAR(50),
          lifecycle_stage VARCHAR(20), artifact_uri VARCHAR(200), experiment_id INTEGER);
        CREATE TABLE metrics (key VARCHAR(250) NOT NULL, value FLOAT NOT NULL, timestamp BIGINT NOT NULL, run_uuid VARCHAR(32) NOT NULL, step BIGINT NOT NULL,
          is_nan BOOLEAN NOT NULL, PRIMARY KEY (key, timestamp, step, run_uuid, value, is_nan));
        CREATE TABLE params (key VARCHAR(250) NOT NULL, value VARCHAR(8000) NOT NULL, run_uuid VARCHAR(32) NOT NULL, PRIMARY KEY (key, run_uuid));
        CREATE TABLE tags (key VARCHAR(250) NOT NULL, value VARCHAR(5000), run_uuid VARCHAR(32) NOT NULL, PRIMARY KEY (key, run_uuid));
        INSERT INTO experiments VALUES (3, 'churn', 'mlruns/3', 'active');
        INSERT INTO runs VALUES ('aa11', 'tree', 'LOCAL', 'train.py', '', 'ada', 'FAILED', 1700000000000, 1700000060000, '', 'active', 'mlruns/3/aa11/artifacts', 3);
        INSERT INTO runs VALUES ('bb22', 'gone', 'LOCAL', '', '', 'ada', 'FINISHED', 1, 2, '', 'deleted', '', 3);
        INSERT INTO params VALUES ('max_depth', '8', 'aa11');
        INSERT INTO tags VALUES ('mlflow.user', 'ada', 'aa11');
        INSERT INTO metrics VALUES ('auc', 0.5, 1700000001000, 'aa11', 0, 0);
        INSERT INTO metrics VALUES ('auc', 0, 1700000002000, 'aa11', 1, 1);
        INSERT INTO metrics VALUES ('auc', 1.7976931348623157e308, 1700000003000, 'aa11', 2, 0);
        """;

    private readonly ImportFolder _folder = new();

    private string File => Path.Combine(_folder.Sources, "mlflow.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_run_of_a_database_comes_with_its_not_a_numbers_its_infinities_and_the_artifacts_beside_it()
    {
        Database.Run(File, Schema);
        _folder.Write("mlruns/3/aa11/artifacts/tree.txt", "leaf");
        var imported = Assert.Single(await _folder.ImportAsync(File));
        Assert.Equal(("churn/tree", "aa11", 3L, 1, 1), (imported.Prefix, imported.SourceId, imported.Points, imported.Parameters, imported.Files));
        var points = await _folder.PointsAsync("churn/tree", "auc");
        Assert.Equal([0.5, double.NaN, double.PositiveInfinity], points.Select(point => (double)point.Fields["value"]!));
        Assert.Equal(ExperimentStatus.Failed, (await _folder.RecordAsync("churn/tree"))!.Status);
        Assert.Contains("1 runs", Assert.Single(_folder.Store.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Artifacts_that_a_database_names_elsewhere_on_this_machine_are_not_read()
    {
        var secret = Path.Combine(Path.GetDirectoryName(_folder.Sources)!, "secret");
        Directory.CreateDirectory(secret);
        await System.IO.File.WriteAllTextAsync(Path.Combine(secret, "key.txt"), "secret");
        Database.Run(File, Schema + $"UPDATE runs SET artifact_uri = 'file://{secret}' WHERE run_uuid = 'aa11';");
        var imported = Assert.Single(await _folder.ImportAsync(File));
        Assert.Equal(0, imported.Files);
        Assert.Contains(secret, Assert.Single(imported.LeftOut), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_goes_on_is_followed()
    {
        Database.Run(File, Schema + "UPDATE runs SET status = 'RUNNING', end_time = NULL;");
        await _folder.ImportAsync(File);
        Database.Run(File, "INSERT INTO metrics VALUES ('auc', 0.7, 1600000000000, 'aa11', 3, 0); UPDATE runs SET status = 'FINISHED';");
        Assert.Equal(1, Assert.Single(await _folder.ImportAsync(File)).Points);
        Assert.Equal([0L, 1L, 2L, 3L], (await _folder.PointsAsync("churn/tree", "auc")).Select(point => (long)point.Fields["step"]!));
        Assert.Equal(ExperimentStatus.Completed, (await _folder.RecordAsync("churn/tree"))!.Status);
    }

    [Fact]
    public async Task A_database_whose_pages_are_damaged_is_one_warning_and_what_was_read_stays()
    {
        Database.Run(File, Schema + string.Concat(Enumerable.Range(3, 5000).Select(step =>
            $"INSERT INTO metrics VALUES ('auc', {step}.5, {1700000003000 + step}, 'aa11', {step}, 0);")));
        var bytes = await System.IO.File.ReadAllBytesAsync(File);
        bytes.AsSpan(bytes.Length / 2, bytes.Length / 3).Fill(0xA5);
        await System.IO.File.WriteAllBytesAsync(File, bytes);
        var imported = Assert.Single(await _folder.ImportAsync(File));
        Assert.InRange(imported.Points, 1, 4999);
        Assert.Contains(_folder.Store.Warnings, warning => warning.Contains("was not read to its end", StringComparison.Ordinal));
    }

    [Fact]
    public void A_view_in_the_place_of_a_table_is_not_read()
    {
        Database.Run(File, "CREATE VIEW metrics AS SELECT 1 AS run_name, 2 AS metrics, 3 AS step; CREATE TABLE x (y);");
        var refused = Assert.Throws<StorageException>(() => new Importing.ExperimentImport(_folder.Store).Find(File, CancellationToken.None).ToList());
        Assert.Equal("FormatNotRecognized", refused.ErrorId);
    }

    [Fact]
    public async Task A_database_that_another_program_has_locked_is_said_to_be_locked()
    {
        Database.Run(File, Schema);
        using var holder = new SqliteConnection($"Data Source={File};Pooling=False");
        await holder.OpenAsync();
        using var command = holder.CreateCommand();
        command.CommandText = "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; UPDATE runs SET name = 'x';";
        await command.ExecuteNonQueryAsync();
        var refused = Assert.Throws<StorageException>(
            () => new Importing.ExperimentImport(_folder.Store) { Format = ImportFormat.Mlflow }.Find(File, CancellationToken.None).ToList());
        Assert.Contains("locked", refused.Message, StringComparison.Ordinal);
    }
}
