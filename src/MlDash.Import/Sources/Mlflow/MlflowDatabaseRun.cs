using MlDash.Import.Reading;
using MlDash.Import.Runs;

namespace MlDash.Import.Sources.Mlflow;

/// <summary>A run in MLflow's SQLite store.</summary>
/// <param name="path">The database.</param>
/// <param name="details">What is small.</param>
/// <param name="artifacts">Where its artifacts are, as MLflow says.</param>
internal sealed class MlflowDatabaseRun(string path, RunDetails details, string? artifacts) : SourceRun
{
    /// <summary>What the database holds for an infinite value.</summary>
    private const double Infinite = 1.7976931348623157e308;

    /// <inheritdoc />
    public override RunDetails Details => details;

    /// <inheritdoc />
    public override void Read(IRunSink sink, CancellationToken cancellationToken)
    {
        using var database = SqliteFile.Open(path);
        // The order of writing, so that points that come later are behind those that were imported.
        foreach (var row in database.Rows("SELECT key, value, timestamp, step, is_nan FROM metrics WHERE run_uuid = $0 ORDER BY rowid", details.Id))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var value = row[4] is 1L || row[1] is not double found ? double.NaN : found;
            sink.Metric(MlflowText.Of(row[0]) ?? string.Empty).Add(row[3] as long?, Real(value), row[2] is long time ? time / 1000.0 : null);
        }

        if (database.Tables.Contains("inputs") && database.Rows("SELECT 1 FROM inputs WHERE destination_id = $0 LIMIT 1", details.Id).Any())
            sink.LeaveOut("The datasets of the run: an experiment has nothing like them.");
        ReadArtifacts(sink);
    }

    /// <summary>Artifacts beside the database come along; nothing else on this machine is read because a database names it.</summary>
    private void ReadArtifacts(IRunSink sink)
    {
        if (string.IsNullOrEmpty(artifacts))
            return;
        var root = Path.GetDirectoryName(path)!;
        var named = Uri.TryCreate(artifacts, UriKind.Absolute, out var address) && address.IsFile
            ? address.LocalPath : artifacts.Replace("mlflow-artifacts:/", "mlartifacts/");
        var folder = named.Contains("://", StringComparison.Ordinal) ? null : Path.GetFullPath(named, root);
        if (folder is null || !folder.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            sink.LeaveOut($"The artifacts, which are elsewhere: {artifacts}");
            return;
        }

        foreach (var file in SourceFolder.FilesBelow(folder))
            sink.File(SourceFolder.FileBelow(folder, file));
    }

    private static double Real(double value) => value switch
    {
        >= Infinite => double.PositiveInfinity,
        <= -Infinite => double.NegativeInfinity,
        _ => value,
    };
}
