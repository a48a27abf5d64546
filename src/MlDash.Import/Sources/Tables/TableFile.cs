using MlDash.Import.Formats;
using MlDash.Import.Runs;

namespace MlDash.Import.Sources.Tables;

/// <summary>A file of rows: JSON lines. The rows become points of one metric; a column may say which run a row belongs to.</summary>
internal sealed class TableFile : SourceFormat
{
    private static readonly string[] _endings = [".jsonl", ".ndjson"];

    /// <inheritdoc />
    public override ImportFormat Format => ImportFormat.Table;

    /// <inheritdoc />
    public override bool Recognizes(string path) =>
        File.Exists(path) && _endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc />
    public override IEnumerable<SourceRun> Runs(string path, SourceOptions options) => [new TableRun(path, options)];
}
