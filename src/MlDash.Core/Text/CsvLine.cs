using System.Text;

namespace MlDash.Text;

/// <summary>A line of CSV as RFC 4180 has it: cells in quotes may hold separators, quotes and line ends.</summary>
internal static class CsvLine
{
    /// <summary>Takes the cells of a line apart.</summary>
    /// <param name="line">The line.</param>
    /// <param name="separator">What stands between cells.</param>
    /// <param name="cells">Gets the cells that are complete.</param>
    /// <param name="open">A cell of which the line before had the begin, its opening quote first; and the one that this line leaves open.</param>
    /// <returns>Whether all cells are complete.</returns>
    public static bool Split(string line, char separator, List<string> cells, StringBuilder open)
    {
        for (var at = 0; ;)
        {
            var isQuoted = open.Length > 0 || (at < line.Length && line[at] == '"');
            if (!isQuoted)
            {
                var next = line.IndexOf(separator, at);
                cells.Add(line[at..(next < 0 ? line.Length : next)]);
                if (next < 0)
                    return true;
                at = next + 1;
                continue;
            }

            if (open.Length == 0)
                open.Append(line[at++]);
            if (!TakeQuoted(line, separator, ref at, open))
                return false;
            cells.Add(open.ToString(1, open.Length - 1));
            open.Clear();
            if (at >= line.Length)
                return true;
            at++;
        }
    }

    /// <returns>Whether the closing quote was there; then the place is behind it, and what other tools write between it and the separator is skipped.</returns>
    private static bool TakeQuoted(string line, char separator, ref int at, StringBuilder cell)
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
                at = line.IndexOf(separator, at) is var next and >= 0 ? next : line.Length;
                return true;
            }
        }

        return false;
    }
}
