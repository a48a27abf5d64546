using System.Collections.Specialized;
using MlDash.Import.Reading;
using MlDash.Import.Runs;
using MlDash.Records;
using MlDash.Protocol;

namespace MlDash.Import.Sources.Trackio;

/// <summary>A run of trackio.</summary>
/// <param name="file">The database.</param>
/// <param name="column">What tells runs apart there.</param>
/// <param name="id">What that is for this run.</param>
/// <param name="name">Its name.</param>
/// <param name="project">The project.</param>
/// <param name="begin">The time of its first row.</param>
internal sealed class TrackioRun(string file, string column, string id, string name, string project, string? begin) : SourceRun
{
    private RunDetails? _details;

    /// <inheritdoc />
    public override RunDetails Details => _details ??= new()
    {
        Id = $"{project}/{id}",
        Place = file,
        Name = name,
        Project = project,
        StartedAt = IsoTime.Parse(begin),
        Parameters = Config(),
    };

    /// <inheritdoc />
    public override void Read(IRunSink sink, CancellationToken cancellationToken)
    {
        using var database = SqliteFile.Open(file);
        ReadRows(database, "metrics", new FieldGroups(sink), sink, cancellationToken);
        if (database.Tables.Contains("system_metrics"))
            ReadRows(database, "system_metrics", new FieldGroups(new Below(sink, "system")), sink, cancellationToken);
        foreach (var table in new[] { "alerts", "traces" })
        {
            if (database.Tables.Contains(table) && database.Columns(table).Contains("run_name")
                && database.Rows($"SELECT 1 FROM {table} WHERE {In(database, table)} = $0 LIMIT 1", id).Any())
                sink.LeaveOut($"The rows of the table '{table}'.");
        }
    }

    private OrderedDictionary Config()
    {
        using var database = SqliteFile.Open(file);
        if (!database.Tables.Contains("configs") || !database.Columns("configs").Contains("config"))
            return new(StringComparer.Ordinal);
        var row = database.Rows($"SELECT config FROM configs WHERE {In(database, "configs")} = $0 ORDER BY id DESC LIMIT 1", id).FirstOrDefault();
        return SourceJson.Object(row?[0] as string) ?? new(StringComparer.Ordinal);
    }

    private void ReadRows(SqliteFile database, string table, FieldGroups groups, IRunSink sink, CancellationToken cancellationToken)
    {
        var step = database.Columns(table).Contains("step") ? "step" : "NULL";
        var damaged = 0L;
        foreach (var row in database.Rows($"SELECT timestamp, {step}, metrics FROM {table} WHERE {In(database, table)} = $0 ORDER BY id", id))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (SourceJson.Object(row[2] as string) is { } values)
                groups.Add(values, row[1] as long?, SourceTime.Seconds(row[0]));
            else
                damaged++;
        }

        if (damaged > 0)
            sink.LeaveOut($"{damaged} rows of the table '{table}' that are no JSON objects.");
    }

    /// <summary>What tells runs apart in a table; one may be older than the other.</summary>
    private string In(SqliteFile database, string table) => database.Columns(table).Contains("run_id") ? column : "run_name";

    /// <summary>Metrics below another one.</summary>
    private sealed class Below(IRunSink sink, string metric) : IRunSink
    {
        public IPointSink Metric(string name) => sink.Metric(name == FieldGroups.History ? metric : $"{metric}/{name}");

        public void Log(DateTimeOffset? time, LogLevel level, string message, OrderedDictionary? metadata = null) => sink.Log(time, level, message, metadata);

        public void Entry(string topic, double time, IReadOnlyList<KeyValuePair<string, object?>> fields) => sink.Entry(topic, time, fields);

        public void Describe(RecordKind kind, string name, SeriesDescription description) =>
            sink.Describe(kind, kind == RecordKind.Metric ? $"{metric}/{name}" : name, description);

        public void File(SourceFile source) => sink.File(source);

        public void File(string path, ReadOnlySpan<byte> content, OrderedDictionary metadata) => sink.File(path, content, metadata);

        public void LeaveOut(string what) => sink.LeaveOut(what);
    }
}
