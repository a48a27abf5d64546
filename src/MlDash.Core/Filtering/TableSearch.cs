using System.Runtime.CompilerServices;
using MlDash.Export;

namespace MlDash.Filtering;

/// <summary>Reads the rows of a table that a query means.</summary>
public static class TableSearch
{
    /// <summary>Rows in their order, as they are found.</summary>
    /// <param name="file">A Parquet file; it seeks.</param>
    /// <param name="query">Which rows and columns.</param>
    /// <param name="clock">What times such as <c>-7d</c> in the filter are counted from; the system's when absent.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StorageException"><c>TableUnreadable</c>.</exception>
    /// <exception cref="ConfigurationException"><c>IllegalFilter</c>.</exception>
    /// <exception cref="ExperimentException"><c>ColumnNotFound</c>.</exception>
    public static async IAsyncEnumerable<FieldSet> ReadAsync(
        Stream file, TableQuery query, TimeProvider? clock = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var table = await TableFile.OpenAsync(file, cancellationToken).ConfigureAwait(false);
        foreach (var asked in query.Columns)
        {
            if (!table.Columns.Any(column => column.Name.Equals(asked, StringComparison.OrdinalIgnoreCase)))
            {
                throw new ExperimentException(
                    "ColumnNotFound",
                    $"The table has no column '{asked}'.",
                    $"Its columns are {string.Join(", ", table.Columns.Select(column => column.Name))}.")
                { Category = FaultCategory.ObjectNotFound, Target = asked };
            }
        }

        await foreach (var row in table.ReadAsync(query, RowFilter.Of(query.Filter, table.Columns, clock), cancellationToken).ConfigureAwait(false))
            yield return row;
    }
}
