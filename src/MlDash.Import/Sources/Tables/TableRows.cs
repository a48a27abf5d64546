using System.Collections;
using System.Collections.Specialized;
using System.Text;
using MlDash.Import.Reading;
using MlDash.Text;

namespace MlDash.Import.Sources.Tables;

/// <summary>The rows of a file, by its ending: JSON objects, or cells under the names of the first row.</summary>
/// <param name="file">The file.</param>
/// <param name="warn">Learns of damage.</param>
internal sealed class TableRows(string file, Action<string> warn)
{
    /// <summary>The rows, each as names and values; empty cells are left out.</summary>
    public IEnumerable<List<KeyValuePair<string, object?>>> Read(CancellationToken cancellationToken)
    {
        using var lines = new SourceLines(SmallFile.Open(file));
        var isJson = Path.GetExtension(file).EndsWith("l", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".ndjson", StringComparison.OrdinalIgnoreCase);
        var damaged = 0L;
        foreach (var row in isJson ? Objects(lines) : Cells(lines, file.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) ? '\t' : null))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (row is null)
                damaged++;
            else
                yield return row;
        }

        if (lines.HasCutEnd)
            warn($"The last row of '{file}' has no line end and may still be written: it was not imported. Import again when it is complete.");
        if (damaged > 0)
            warn($"{damaged} rows of '{file}' are damaged and were not imported.");
    }

    private static IEnumerable<List<KeyValuePair<string, object?>>?> Objects(SourceLines lines)
    {
        while (lines.Next() is { } line)
        {
            if (!string.IsNullOrWhiteSpace(line))
                yield return SourceJson.Object(line) is { } map ? Members(map) : null;
        }
    }

    private static List<KeyValuePair<string, object?>> Members(OrderedDictionary map)
    {
        var members = new List<KeyValuePair<string, object?>>(map.Count);
        foreach (DictionaryEntry member in map)
            members.Add(new((string)member.Key, member.Value));
        return members;
    }

    private static IEnumerable<List<KeyValuePair<string, object?>>?> Cells(SourceLines lines, char? given)
    {
        var (cells, open) = (new List<string>(), new StringBuilder());
        string[]? names = null;
        var separator = given;
        var opened = 0L;
        while (lines.Next() is { } line)
        {
            if (line.Length == 0 && open.Length == 0)
                continue;
            separator ??= line.Contains(',', StringComparison.Ordinal) ? ',' : line.Contains(';', StringComparison.Ordinal) ? ';' : '\t';
            var isContinued = open.Length > 0;
            if (!CsvLine.Split(line, separator.Value, cells, open))
            {
                opened = isContinued ? opened : lines.Number;
                open.Append('\n');
                if (open.Length > SourceLines.Longest)
                    throw NeverClosed(opened);
                continue;
            }

            if (names is null)
                names = [.. cells];
            else
                yield return cells.Count == names.Length ? Row(names, cells, separator == ';') : null;
            cells.Clear();
        }

        if (open.Length > 0)
            throw NeverClosed(opened);
    }

    private static InvalidDataException NeverClosed(long line) =>
        new($"The quote that line {line} opens is never closed. A quote inside a cell is written twice.");

    private static List<KeyValuePair<string, object?>> Row(string[] names, List<string> cells, bool mayHaveCommas)
    {
        var row = new List<KeyValuePair<string, object?>>(names.Length);
        for (var at = 0; at < names.Length; at++)
        {
            if (cells[at].Length == 0)
                continue;
            var text = mayHaveCommas && NumberText.HasDecimalComma(cells[at]) ? cells[at].Replace(',', '.') : cells[at];
            var value = SourceText.Value(text);
            row.Add(new(names[at], value is string && SourceText.TryReal(text, out var real) ? real : value));
        }

        return row;
    }
}
