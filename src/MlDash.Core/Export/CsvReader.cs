using System.Runtime.CompilerServices;
using System.Text;
using MlDash.Text;

namespace MlDash.Export;

/// <summary>Reads CSV as RFC 4180 has it: cells in quotes may hold commas, quotes and line ends.</summary>
internal static class CsvReader
{
    /// <summary>Rows with the number of the line that each begins on; blank lines are none.</summary>
    public static async IAsyncEnumerable<(long Line, IReadOnlyList<string> Cells)> ReadAsync(
        TextReader reader, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        long number = 0;
        while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            var begin = ++number;
            if (line.Length == 0)
                continue;
            cells.Clear();
            // An open quote at the end of a line: the line end belongs to the cell.
            while (!CsvLine.Split(line, ',', cells, cell))
            {
                if (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is not { } more)
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
    }
}
