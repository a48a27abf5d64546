using System.Globalization;
using System.Text;

namespace MlDash.Export;

/// <summary>Rows as CSV: a line of names, then one line a row, quoted as RFC 4180 asks.</summary>
internal static class TableCsv
{
    /// <summary>Writes rows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="shape">Their columns.</param>
    /// <param name="timeName">Name of the first column, which has the times of the rows; null when they have none beside their fields.</param>
    /// <param name="target">Where to write.</param>
    public static async Task<long> WriteAsync(IAsyncEnumerable<TableRow> rows, TableShape shape, string? timeName, Stream target)
    {
        long count = 0;
        await using var writer = new StreamWriter(target, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        var names = shape.Columns.Select(column => column.Name);
        await writer.WriteLineAsync(string.Join(',', (timeName is null ? names : names.Prepend(timeName)).Select(Quoted))).ConfigureAwait(false);
        await foreach (var row in rows.ConfigureAwait(false))
        {
            writer.Write(row.Time?.ToString("R", CultureInfo.InvariantCulture));
            var isFirst = timeName is null;
            foreach (var column in shape.Columns)
            {
                if (!isFirst)
                    writer.Write(',');
                isFirst = false;
                writer.Write(Quoted(CellText.Of(row.Fields[column.Name])));
            }

            writer.WriteLine();
            count++;
        }

        return count;
    }

    private static string? Quoted(string? cell) =>
        cell is null || cell.AsSpan().IndexOfAny(",\"\r\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
