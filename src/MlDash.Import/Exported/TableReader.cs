using MlDash.Export;
using MlDash.Filtering;
using MlDash.Import.Reading;

namespace MlDash.Import.Exported;

/// <summary>Reads an exported table row by row.</summary>
/// <param name="root">Full path of the folder of the export.</param>
/// <param name="table">The table.</param>
/// <param name="lead">Its first columns.</param>
internal sealed class TableReader(string root, ExportedTable table, ExportedColumn[] lead)
{
    private readonly ExportedColumn[] _columns = [.. lead, .. table.Columns];

    /// <summary>The rows in their order.</summary>
    /// <exception cref="InvalidDataException">The table is damaged.</exception>
    public IEnumerable<ExportedRow> Read(CancellationToken cancellationToken)
    {
        var names = new List<string>(table.Columns.Count);
        var values = new List<object?>(table.Columns.Count);
        long count = 0;
        foreach (var cells in table.IsParquet ? ReadParquet(cancellationToken) : ReadCsv(cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            names.Clear();
            values.Clear();
            for (var at = lead.Length; at < _columns.Length; at++)
            {
                if (Value(at, cells[at]) is not { } cell)
                    continue;
                names.Add(_columns[at].Name);
                values.Add(cell.Value);
            }

            count++;
            yield return new ExportedRow(
                [.. Enumerable.Range(0, lead.Length).Select(at => Value(at, cells[at])?.Value)], new FieldSet([.. names], [.. values]));
        }

        if (count != table.Rows)
            throw new InvalidDataException($"'{table.File}' has {count} rows instead of {table.Rows}.");
    }

    /// <summary>The value of a cell; null when it is empty.</summary>
    private Cell? Value(int at, object? cell) => (_columns[at].Kind, cell) switch
    {
        (_, null or "") => null,
        (var kind, string text) => new Cell(ExportedCell.Read(kind, text)),
        (CellKind.Mixed, double real) => new Cell(ExportedCell.Unmixed(real)),
        (CellKind.Flag, bool) or (CellKind.Whole, long) or (CellKind.Number, double) => new Cell(cell),
        _ => throw new InvalidDataException($"The column '{_columns[at].Header}' of '{table.File}' has values of another kind than {_columns[at].Kind}."),
    };

    private IEnumerable<IReadOnlyList<object?>> ReadCsv(CancellationToken cancellationToken)
    {
        using var text = new StreamReader(SmallFile.Open(ExportedFiles.At(root, table.File)));
        var isFirst = true;
        foreach (var (line, cells) in CsvReader.ReadAsync(text, ',', cancellationToken).ToBlockingEnumerable(cancellationToken))
        {
            if (cells.Count != _columns.Length)
                throw new InvalidDataException($"Line {line} of '{table.File}' has {cells.Count} cells instead of {_columns.Length}.");
            if (!isFirst)
                yield return cells;
            else if (!cells.SequenceEqual(_columns.Select(column => column.Header)))
                throw new InvalidDataException($"The columns of '{table.File}' have other names than its description.");
            isFirst = false;
        }
    }

    private IEnumerable<IReadOnlyList<object?>> ReadParquet(CancellationToken cancellationToken)
    {
        using var file = SmallFile.Open(ExportedFiles.At(root, table.File));
        var read = TableSearch.ReadAsync(file, new TableQuery(), cancellationToken: cancellationToken);
        using var rows = read.ToBlockingEnumerable(cancellationToken).GetEnumerator();
        while (MoveNext(rows))
        {
            var row = rows.Current;
            if (row.Count != _columns.Length || !row.Names.SequenceEqual(_columns.Select(column => column.Header)))
                throw new InvalidDataException($"The columns of '{table.File}' have other names than its description.");
            yield return [.. row.Select(cell => cell.Value)];
        }
    }

    private bool MoveNext(IEnumerator<FieldSet> rows)
    {
        try
        {
            return rows.MoveNext();
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or IOException))
        {
            // The library throws whatever damage leads it to.
            throw new InvalidDataException($"'{table.File}' cannot be read. {fault.Message}", fault);
        }
    }

    /// <summary>A value that is there, null too.</summary>
    private readonly record struct Cell(object? Value);
}
