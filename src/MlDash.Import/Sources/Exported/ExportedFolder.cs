using MlDash.Import.Exported;
using MlDash.Import.Formats;
using MlDash.Import.Reading;
using MlDash.Import.Runs;

namespace MlDash.Import.Sources.Exported;

/// <summary>Folders that experiments were exported to, with a table a stream. What lies above them is read as well.</summary>
/// <param name="format">CSV or Parquet.</param>
/// <param name="mark">The mark of their documents.</param>
internal sealed class ExportedFolder(ImportFormat format, string mark) : SourceFormat
{
    /// <summary>Folders in folders that are looked into.</summary>
    private const int Deepest = 32;

    /// <inheritdoc />
    public override ImportFormat Format => format;

    /// <inheritdoc />
    public override bool Recognizes(string path) => Directory.Exists(path) && Documents(path, 0).Any();

    /// <inheritdoc />
    public override IEnumerable<SourceRun> Runs(string path, SourceOptions options)
    {
        foreach (var (folder, document) in Documents(path, 0))
        {
            document.Verify(folder, withFiles: true, options.CancelToken);
            yield return new ExportedRun(folder, new ExportedTables(folder, document));
        }
    }

    private IEnumerable<(string Folder, ExportedDocument Document)> Documents(string folder, int depth)
    {
        var document = ExportedDocument.Read(Path.Combine(folder, ExportMark.Document), mark);
        if (document is not null)
            yield return (folder, document);
        foreach (var inner in depth < Deepest ? SourceFolder.Folders(folder) : [])
        {
            if (document is not null && ExperimentPath.IsDataFolder(Path.GetFileName(inner)))
                continue;
            foreach (var found in Documents(inner, depth + 1))
                yield return found;
        }
    }
}
