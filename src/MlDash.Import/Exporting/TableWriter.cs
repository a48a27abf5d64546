using MlDash.Export;
using MlDash.Import.Exported;

namespace MlDash.Import.Exporting;

/// <summary>Writes tables below a folder. The rows are read twice: first for their columns, then to be written.</summary>
/// <param name="root">Full path of the folder.</param>
/// <param name="isParquet">Whether they are Parquet, else CSV.</param>
/// <param name="places">The places below the folder.</param>
/// <param name="cancellationToken">Ends it.</param>
internal sealed class TableWriter(string root, bool isParquet, FreePlaces places, CancellationToken cancellationToken)
{
    /// <summary>Writes a table.</summary>
    /// <param name="folder">Where below the folder; empty for right in it.</param>
    /// <param name="name">What it is named after.</param>
    /// <param name="lead">Its first columns.</param>
    /// <param name="read">Begins to read the rows.</param>
    /// <returns>The table; null when there are no rows.</returns>
    public async Task<ExportedTable?> WriteAsync(string folder, string name, ExportedColumn[] lead, Func<IAsyncEnumerable<ExportedRow>> read)
    {
        var scan = new ColumnScan(lead, isParquet);
        long count = 0;
        await foreach (var row in read().WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            scan.Take(row.Fields);
            count++;
        }

        if (count == 0)
            return null;
        var columns = scan.Columns();
        var place = places.Take(folder, name, isParquet ? ".parquet" : ".csv");
        var file = ExportedFiles.At(root, place);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await using (var target = new FileStream(file, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16))
            await WriteAsync(target, [.. lead, .. columns], lead.Length, Checked(read(), count, name)).ConfigureAwait(false);
        return new ExportedTable(place, ExportedFiles.HashOf(file)!, count, columns);
    }

    private Task<long> WriteAsync(Stream target, ExportedColumn[] columns, int leading, IAsyncEnumerable<ExportedRow> rows)
    {
        string[] headers = [.. columns.Select(column => column.Header)];
        var cells = Cells();
        return isParquet
            ? TableParquet.WriteAsync(cells, ShapeOf(columns), null, target, cancellationToken)
            : TableCsv.WriteAsync(cells, ShapeOf(columns), null, target);

        async IAsyncEnumerable<TableRow> Cells()
        {
            await foreach (var (lead, fields) in rows.ConfigureAwait(false))
            {
                var values = new object?[columns.Length];
                for (var at = 0; at < columns.Length; at++)
                {
                    var (_, name, kind) = columns[at];
                    var isThere = at < leading ? lead[at] is not null : fields.Contains(name);
                    values[at] = isThere ? CellOf(kind, at < leading ? lead[at] : fields[name]) : null;
                }

                yield return new TableRow(new FieldSet(headers, values));
            }
        }
    }

    /// <summary>The rows that were there at the first reading.</summary>
    private async IAsyncEnumerable<ExportedRow> Checked(IAsyncEnumerable<ExportedRow> rows, long count, string name)
    {
        await foreach (var row in rows.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (count-- == 0)
                yield break;
            yield return row;
        }

        if (count > 0)
            throw Changed(name);
    }

    private object CellOf(CellKind kind, object? value) => kind switch
    {
        CellKind.Text or CellKind.Json => ExportedCell.TextOf(kind, value),
        _ when ExportedCell.Widest(kind, ExportedCell.KindOf(value)) != kind => throw Changed(kind.ToString()),
        _ => isParquet ? value! : ExportedCell.TextOf(kind, value),
    };

    private static StorageException Changed(string what) => new(
        "SourceChanged", $"Records of '{what}' were changed while they were exported.", "Export again when nothing is recorded to the experiment.");

    private static TableShape ShapeOf(ExportedColumn[] columns) =>
        new([.. columns.Select(column => new TableColumn(column.Header, ColumnKindOf(column.Kind)))], 0, null, null);

    private static ColumnKind ColumnKindOf(CellKind kind) => kind switch
    {
        CellKind.Flag => ColumnKind.Flag,
        CellKind.Whole => ColumnKind.Whole,
        CellKind.Number or CellKind.Mixed => ColumnKind.Real,
        _ => ColumnKind.Text,
    };
}
