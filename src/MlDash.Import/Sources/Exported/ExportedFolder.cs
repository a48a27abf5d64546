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
    public override bool Recognizes(string path) => Directory.Exists(path) && Exports(path, 0).Any();

    /// <inheritdoc />
    public override IEnumerable<SourceRun> Runs(string path, SourceOptions options)
    {
        var (damages, whole) = (new List<string>(), 0);
        foreach (var export in Exports(path, 0))
        {
            if (Whole(export, damages, options.CancelToken) is not { } run)
                continue;
            whole++;
            yield return run;
        }

        if (whole == 0 && damages.Count > 0)
            throw new InvalidDataException(string.Join(' ', damages));
        damages.ForEach(options.Warn);
    }

    /// <summary>The experiment of an export; null when something of it is damaged: those beside it are not.</summary>
    private static ExportedRun? Whole(Export export, List<string> damages, CancellationToken cancellationToken)
    {
        try
        {
            if (export.Document is not { } document)
                throw new InvalidDataException(export.Damage);
            document.Verify(export.Folder, withFiles: true, cancellationToken);
            return new ExportedRun(export.Folder, new ExportedTables(export.Folder, document));
        }
        catch (InvalidDataException damage)
        {
            var name = export.Document is { } known ? $"The experiment '{known.Record.Path}'" : "The experiment";
            damages.Add($"{name} in '{export.Folder}' was not imported. {damage.Message}");
            return null;
        }
    }

    private IEnumerable<Export> Exports(string folder, int depth)
    {
        var export = At(folder);
        if (export is not null)
            yield return export;
        foreach (var inner in depth < Deepest ? SourceFolder.Folders(folder) : [])
        {
            if (export is not null && ExperimentPath.IsDataFolder(Path.GetFileName(inner)))
                continue;
            foreach (var found in Exports(inner, depth + 1))
                yield return found;
        }
    }

    private Export? At(string folder)
    {
        try
        {
            return ExportedDocument.Read(Path.Combine(folder, ExportMark.Document), mark) is { } document ? new Export(folder, document, null) : null;
        }
        catch (InvalidDataException damage)
        {
            return new Export(folder, null, damage.Message);
        }
    }

    /// <summary>An export that was found.</summary>
    /// <param name="Folder">Its folder.</param>
    /// <param name="Document">Its document; null when that is damaged.</param>
    /// <param name="Damage">What is damaged.</param>
    private sealed record Export(string Folder, ExportedDocument? Document, string? Damage);
}
