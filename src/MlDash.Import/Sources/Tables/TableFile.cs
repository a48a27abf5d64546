using MlDash.Import.Formats;
using MlDash.Import.Runs;

namespace MlDash.Import.Sources.Tables;

/// <summary>A file of rows: CSV, TSV or JSON lines. The rows become points of one metric; a column may say which run a row belongs to.</summary>
internal sealed class TableFile : SourceFormat
{
    /// <summary>A column with more values than this says no run.</summary>
    private const int MostRuns = 10_000;

    private static readonly string[] _endings = [".csv", ".tsv", ".jsonl", ".ndjson"];

    /// <inheritdoc />
    public override ImportFormat Format => ImportFormat.Table;

    /// <inheritdoc />
    public override bool Recognizes(string path) =>
        File.Exists(path) && _endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc />
    public override IEnumerable<SourceRun> Runs(string path, SourceOptions options)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        if (options.Columns.Run is not { } column)
            return [new TableRun(path, name, null, options)];
        var runs = new List<string>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        var columns = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var row in new TableRows(path, _ => { }).Read(options.CancelToken))
        {
            columns.UnionWith(row.Select(cell => cell.Key));
            var run = TableRun.TextOf(row.Find(cell => TableRun.IsColumn(cell.Key, column)).Value);
            if (!known.Add(run))
                continue;
            runs.Add(run);
            if (runs.Count > MostRuns)
                throw new InvalidDataException($"The column '{column}' has more than {MostRuns} values.");
        }

        return runs is [] or [""] ? throw new InvalidDataException($"No row has a value in the column '{column}'. {TableRun.Listed(columns)}")
            : runs.Select(run => new TableRun(path, run.Length > 0 ? run : name, run, options));
    }
}
