using System.Collections.Specialized;
using MlDash.Import.Formats;
using MlDash.Import.Reading;
using MlDash.Import.Runs;

namespace MlDash.Import.Sources.Mlflow;

/// <summary>The SQLite store of MLflow.</summary>
internal sealed class MlflowDatabase : SourceFormat
{
    /// <inheritdoc />
    public override ImportFormat Format => ImportFormat.Mlflow;

    /// <inheritdoc />
    public override bool Recognizes(string path) => File.Exists(path) && SqliteFile.Holds(path, "experiments", "runs", "metrics", "params", "tags");

    /// <inheritdoc />
    public override IEnumerable<SourceRun> Runs(string path, SourceOptions options)
    {
        using var database = SqliteFile.Open(path);
        var names = database.Rows("SELECT experiment_id, name FROM experiments").ToDictionary(row => MlflowText.Of(row[0])!, row => MlflowText.Of(row[1]));
        var deleted = 0L;
        foreach (var row in database.Rows(
            "SELECT run_uuid, name, status, start_time, end_time, experiment_id, artifact_uri, user_id, source_name, lifecycle_stage FROM runs ORDER BY rowid"))
        {
            if (MlflowText.Of(row[0]) is not { Length: > 0 } id)
                continue;
            if (MlflowText.Of(row[9]) == "deleted")
            {
                deleted++;
                continue;
            }

            var experiment = MlflowText.Of(row[5]);
            var project = experiment is null ? null : names.GetValueOrDefault(experiment);
            yield return new MlflowDatabaseRun(path, Details(database, path, id, row, project), row[6] as string);
        }

        if (deleted > 0)
            options.Warn($"{deleted} runs in '{path}' that were deleted were not imported.");
    }

    private static RunDetails Details(SqliteFile database, string path, string id, object?[] row, string? project)
    {
        var parameters = new OrderedDictionary(StringComparer.Ordinal);
        foreach (var parameter in database.Rows("SELECT key, value FROM params WHERE run_uuid = $0 ORDER BY key", id))
            parameters[MlflowText.Of(parameter[0])!] = SourceText.Value(MlflowText.Of(parameter[1]) ?? string.Empty);
        var metadata = new OrderedDictionary();
        foreach (var (name, at) in new[] { ("user_id", 7), ("experiment_id", 5), ("source_name", 8), ("artifact_uri", 6) })
        {
            if (MlflowText.Of(row[at]) is { Length: > 0 } text)
                metadata[name] = text;
        }

        var tags = database.Rows("SELECT key, value FROM tags WHERE run_uuid = $0 ORDER BY key", id)
            .Select(tag => KeyValuePair.Create(MlflowText.Of(tag[0])!, MlflowText.Of(tag[1]) ?? string.Empty)).ToList();
        return MlflowText.WithTags(
            new RunDetails
            {
                Id = id,
                Place = path,
                Name = MlflowText.Of(row[1]) ?? string.Empty,
                Project = project,
                Status = MlflowText.Status(row[2]),
                StartedAt = SourceText.Milliseconds(row[3] as long?),
                EndedAt = SourceText.Milliseconds(row[4] as long?),
                Parameters = parameters,
                Metadata = metadata,
            },
            tags);
    }
}
