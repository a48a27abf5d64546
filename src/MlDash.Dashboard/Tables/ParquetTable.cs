using MlDash.Export;
using MlDash.Filtering;

namespace MlDash.Dashboard.Tables;

/// <summary>A page of the rows of a Parquet file. Its first rows have all of its columns; later ones, and those that fit, have no lists.</summary>
internal static class ParquetTable
{
    /// <summary>Reads a page.</summary>
    /// <param name="file">The file; it can seek.</param>
    /// <param name="asked">Which rows.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InvalidDataException">It cannot be read, for the reason that is the message.</exception>
    /// <exception cref="StorageException"><c>TableUnreadable</c>.</exception>
    /// <exception cref="ConfigurationException"><c>IllegalFilter</c>.</exception>
    public static async Task<TablePage> ReadAsync(Stream file, TableAsked asked, CancellationToken cancellationToken)
    {
        if (asked is { Skip: <= 0, IsFiltered: false })
        {
            var head = await ParquetHead.ReadAsync(file, asked.Rows, asked.Columns, cancellationToken).ConfigureAwait(false);
            return new(head.Columns, head.Rows, head.TotalRows, head.TotalColumns, head.TotalRows > head.Rows.Count, LookedAt: null);
        }

        await using var table = await TableFile.OpenAsync(file, cancellationToken).ConfigureAwait(false);
        var names = table.Columns.Where(column => column.Kind != ColumnKind.Empty).Select(column => column.Name).Take(asked.Columns).ToList();
        var query = new TableQuery
        {
            Columns = names,
            Skip = Math.Max(0, asked.Skip),
            First = asked.Rows + 1,
            // Without a filter, only the rows that are shown are read.
            Within = asked.IsFiltered ? asked.LookAt : null,
        };
        var rows = new List<IReadOnlyList<string?>>();
        var condition = RowFilter.Of(asked.Filter, table.Columns, asked.Clock);
        await foreach (var row in table.ReadAsync(query, condition, cancellationToken).ConfigureAwait(false))
            rows.Add([.. names.Select(name => ParquetCell.Of(row[name]))]);
        var hasMore = rows.Count > asked.Rows;
        return new(
            names,
            rows[..Math.Min(rows.Count, asked.Rows)],
            table.Rows,
            table.Columns.Count,
            hasMore,
            asked.IsFiltered && table.Rows > asked.LookAt ? asked.LookAt : null);
    }
}
