using MlDash.Import.Formats;
using MlDash.Import.Reading;
using MlDash.Import.Runs;

namespace MlDash.Import.Sources.Trackio;

/// <summary>A database of trackio: one a project, its runs told apart by a name, and in newer versions by an id.</summary>
internal sealed class TrackioDatabase : SourceFormat
{
    /// <inheritdoc />
    public override ImportFormat Format => ImportFormat.Trackio;

    /// <inheritdoc />
    public override bool Recognizes(string path) => Files(path).Any(IsTrackio);

    /// <inheritdoc />
    public override IEnumerable<SourceRun> Runs(string path, SourceOptions options) =>
        Files(path).Where(IsTrackio).SelectMany(file => RunsOf(file));

    private static IEnumerable<string> Files(string path) => File.Exists(path) ? [path] : SourceFolder.Files(path, "*.db");

    private static bool IsTrackio(string file)
    {
        if (!SqliteFile.Holds(file, "metrics"))
            return false;
        using var database = SqliteFile.Open(file);
        var columns = database.Columns("metrics");
        return columns.Contains("run_name") && columns.Contains("metrics") && columns.Contains("step");
    }

    private static IEnumerable<SourceRun> RunsOf(string file)
    {
        using var database = SqliteFile.Open(file);
        var columns = database.Columns("metrics");
        var id = columns.Contains("run_id") ? "COALESCE(run_id, run_name)" : "run_name";
        var project = columns.Contains("project_name") ? "MAX(project_name)" : "NULL";
        foreach (var row in database.Rows($"SELECT {id}, MAX(run_name), {project}, MIN(timestamp) FROM metrics GROUP BY {id} ORDER BY MIN(id)"))
        {
            if (row[0] is string key)
            {
                var name = row[1] as string ?? key;
                yield return new TrackioRun(file, id, key, name, row[2] as string ?? Path.GetFileNameWithoutExtension(file), row[3] as string);
            }
        }
    }
}
