using System.Runtime.CompilerServices;
using System.Text;

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
            while (!Split(line, cells, cell))
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

    /// <summary>Takes the cells of a line apart.</summary>
    /// <param name="line">The line.</param>
    /// <param name="cells">Gets the cells that are complete.</param>
    /// <param name="open">A cell of which the line before had the begin, its opening quote first; and the one that this line leaves open.</param>
    /// <returns>Whether all cells are complete.</returns>
    private static bool Split(string line, List<string> cells, StringBuilder open)
    {
        for (var at = 0; ;)
        {
            var isQuoted = open.Length > 0 || (at < line.Length && line[at] == '"');
            if (!isQuoted)
            {
                var comma = line.IndexOf(',', at);
                cells.Add(line[at..(comma < 0 ? line.Length : comma)]);
                if (comma < 0)
                    return true;
                at = comma + 1;
                continue;
            }

            if (open.Length == 0)
                open.Append(line[at++]);
            if (!TakeQuoted(line, ref at, open))
                return false;
            cells.Add(open.ToString(1, open.Length - 1));
            open.Clear();
            if (at >= line.Length)
                return true;
            at++;
        }
    }

    /// <returns>Whether the closing quote was there; then the place is behind it, and what other tools write between it and the comma is skipped.</returns>
    private static bool TakeQuoted(string line, ref int at, StringBuilder cell)
    {
        for (; at < line.Length; at++)
        {
            if (line[at] != '"')
            {
                cell.Append(line[at]);
            }
            else if (at + 1 < line.Length && line[at + 1] == '"')
            {
                cell.Append('"');
                at++;
            }
            else
            {
                at = line.IndexOf(',', at) is var comma and >= 0 ? comma : line.Length;
                return true;
            }
        }

        return false;
    }
}
