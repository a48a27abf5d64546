using System.Text;
using MlDash.Export;
using MlDash.Filtering;

namespace MlDash.Dashboard.Tables;

/// <summary>A page of the rows of a file of separated values, whose first line has the names.</summary>
internal static class CsvTable
{
    /// <summary>The most bytes that are read.</summary>
    public const int MostBytes = 64 << 20;

    /// <summary>Reads a page.</summary>
    /// <param name="file">The file, up to <see cref="MostBytes"/>.</param>
    /// <param name="isCut">Whether the file has more.</param>
    /// <param name="name">Its name.</param>
    /// <param name="asked">Which rows.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ConfigurationException"><c>IllegalFilter</c>.</exception>
    public static async Task<TablePage> ReadAsync(Stream file, bool isCut, string name, TableAsked asked, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(file, Encoding.UTF8);
        var first = await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) ?? string.Empty;
        var separator = name.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) ? '\t' : first.Count(';'.Equals) > first.Count(','.Equals) ? ';' : ',';
        await using var lines = CsvReader.ReadAsync(reader, separator, cancellationToken, first).GetAsyncEnumerator(cancellationToken);
        if (!await lines.MoveNextAsync().ConfigureAwait(false))
            return new([], [], 0, 0, HasMore: false, LookedAt: null);
        var names = lines.Current.Cells;
        var condition = RowFilter.Of(asked.Filter, [.. names.Select(column => new TableColumn(column, ColumnKind.Text))], asked.Clock);
        var shown = Enumerable.Range(0, Math.Min(names.Count, asked.Columns));
        var (rows, looked, found, isWhole) = (new List<IReadOnlyList<string?>>(), 0L, 0L, false);
        while (rows.Count <= asked.Rows && looked < asked.LookAt && !(isWhole = !await lines.MoveNextAsync().ConfigureAwait(false)))
        {
            looked++;
            var row = new CsvCells(lines.Current.Cells);
            if (condition?.Holds(row) != false && found++ >= asked.Skip)
                rows.Add([.. shown.Select(column => row.TextAt(column) is { } text ? ParquetCell.Cut(text) : null)]);
        }

        isWhole &= !isCut;
        var hasMore = rows.Count > asked.Rows;
        return new(
            [.. names.Take(asked.Columns)],
            rows[..Math.Min(rows.Count, asked.Rows)],
            isWhole ? looked : null,
            names.Count,
            hasMore,
            !isWhole && !hasMore ? looked : null);
    }
}
