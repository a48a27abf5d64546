using MlDash.Experiments;
using MlDash.Import.Exported;
using MlDash.Storage;

namespace MlDash.Import.Exporting;

/// <summary>Exports an experiment to a folder with a table a stream.</summary>
/// <param name="folder">Full path of the folder that the experiments go to.</param>
/// <param name="isParquet">Whether the tables are Parquet, else CSV.</param>
/// <param name="overwrite">Whether an earlier export is replaced.</param>
internal sealed class TableExport(string folder, bool isParquet, bool overwrite)
{
    private readonly HashSet<string> _places = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Exports an experiment.</summary>
    public async Task<ExportedExperiment> WriteAsync(ExperimentStore store, ExperimentRecord record, CancellationToken cancellationToken)
    {
        var target = PlaceOf(record.Path);
        var earlier = Earlier(target);
        ExportPlace.RefuseForFolder(target, ExportMark.Document, record.Path, earlier is not null, overwrite);
        using var writing = new FolderTarget(folder, target, ExportMark.Document, ExportMark.Document);
        var places = new FreePlaces();
        var tables = new TableWriter(writing.Folder, isParquet, places, cancellationToken);
        var export = new RecordExport(store.Reader, record, writing.Folder, cancellationToken);
        var parameters = await store.Reader.ReadParametersAsync(record.Path, cancellationToken).ConfigureAwait(false);
        await export.WriteParametersAsync(tables, string.Empty, parameters).ConfigureAwait(false);
        await export.WriteLogAsync(tables, string.Empty).ConfigureAwait(false);
        await foreach (var metric in store.Reader.DescribeMetricsAsync(record.Path, null, cancellationToken).ConfigureAwait(false))
            await export.WriteMetricAsync(tables, "metrics", metric, null).ConfigureAwait(false);
        await export.WriteTracksAsync(tables, "tracks").ConfigureAwait(false);
        await export.WriteFilesAsync(places, "files").ConfigureAwait(false);
        var mark = isParquet ? ExportMark.Parquet : ExportMark.Csv;
        ExportedDocument.Write(writing.Folder, ExportMark.Document, mark, record, export.Parts, store.Clock.GetUtcNow());
        writing.Publish(earlier);
        return new ExportedExperiment
        {
            Prefix = record.Path.Value,
            Format = isParquet ? ExportFormat.Parquet : ExportFormat.Csv,
            Path = target,
            Points = export.Points,
            Logs = export.Logs,
            TrackEntries = export.TrackEntries,
            Parameters = parameters.Count,
            Files = export.Parts.Files.Count,
            LeftOut = [.. export.LeftOut],
        };
    }

    /// <summary>The folder of an experiment: its path, as every disk takes it. One experiment may lie in another.</summary>
    private string PlaceOf(ExperimentPath path)
    {
        var place = string.Join('/', path.Segments.Select(PlainSegment.Of));
        var free = place;
        for (var number = 2; !_places.Add(free); number++)
            free = $"{place}_{number}";
        return ExportedFiles.At(folder, free);
    }

    /// <summary>The export that is there; null when there is none.</summary>
    private static ExportedDocument? Earlier(string target)
    {
        var document = Path.Combine(target, ExportMark.Document);
        return ExportedDocument.Read(document, ExportMark.Csv) ?? ExportedDocument.Read(document, ExportMark.Parquet);
    }
}
