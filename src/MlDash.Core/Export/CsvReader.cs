using System.Runtime.CompilerServices;
using System.Text;
using MlDash.Text;

namespace MlDash.Export;

/// <summary>Reads CSV as RFC 4180 has it: cells in quotes may hold commas, quotes and line ends.</summary>
internal static class CsvReader
{
    /// <summary>Rows with the number of the line that each begins on; blank lines are none.</summary>
    /// <param name="reader">The text.</param>
    /// <param name="separator">What stands between cells.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="first">The first line, where it has been read already.</param>
    public static async IAsyncEnumerable<(long Line, IReadOnlyList<string> Cells)> ReadAsync(
        TextReader reader, char separator, [EnumeratorCancellation] CancellationToken cancellationToken, string? first = null)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        long number = 0;
        for (var line = first ?? await NextAsync().ConfigureAwait(false); line is not null; line = await NextAsync().ConfigureAwait(false))
        {
            var begin = ++number;
            if (line.Length == 0)
                continue;
            cells.Clear();
            // An open quote at the end of a line: the line end belongs to the cell.
            while (!CsvLine.Split(line, separator, cells, cell))
            {
                if (await NextAsync().ConfigureAwait(false) is not { } more)
                    break;
                number++;
                cell.Append('\n');
                line = more;
            }

            if (cell.Length > 0)
                cells.Add(cell.ToString());
            cell.Clear();
            yield return (begin, cells.ToArray());
        }

        ValueTask<string?> NextAsync() => reader.ReadLineAsync(cancellationToken);
    }
}
