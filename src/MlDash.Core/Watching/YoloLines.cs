using System.Globalization;

namespace MlDash.Watching;

/// <summary>
/// The tables that Ultralytics YOLO writes while it trains. A row of numbers stands under the names of its columns, which depend on the task. While an epoch
/// runs its row is drawn again and again with a progress bar: the one that stays is taken. Names and rows may come from different streams.
/// </summary>
internal sealed class YoloLines
{
    private const string AllClasses = "all";

    private readonly object _gate = new();
    private string[] _trained = [];
    private string[] _validated = [];
    private long? _epoch;
    private string _last = string.Empty;

    /// <summary>The fields of a line; none when it is no row that stays.</summary>
    public List<KeyValuePair<string, object?>> Read(string line)
    {
        var (text, isDone) = WithoutBar(line);
        var cells = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (cells.Length < 2)
            return [];
        lock (_gate)
        {
            if (cells[0] == "Epoch" && !cells.Skip(1).Any(IsNumber))
                _trained = cells;
            else if (cells[0] is "Class" or "classes" && !cells.Skip(1).Any(IsNumber))
                _validated = NamesOf(cells);
            else if (isDone && text != _last && cells[0] == AllClasses && cells.Length == _validated.Length)
                return Keep(text, Row(_validated, cells, _epoch is { } epoch ? [new("epoch", epoch)] : []));
            else if (isDone && text != _last && cells.Length == _trained.Length && EpochOf(cells[0]) is { Count: > 0 } lead)
                return Keep(text, Row(_trained, cells, lead));
            return [];
        }
    }

    /// <summary>The line before its bar, and whether that is full; a line without a bar is done.</summary>
    private static (string Text, bool IsDone) WithoutBar(string line)
    {
        for (var colon = line.IndexOf(':', StringComparison.Ordinal); colon >= 0; colon = line.IndexOf(':', colon + 1))
        {
            var bar = line.AsSpan(colon + 1).TrimStart();
            if (bar.IndexOf('%') is var end and > 0 && int.TryParse(bar[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var percent))
                return (line[..colon].Trim(), percent == 100);
        }

        return (line.Trim(), true);
    }

    /// <summary><c>Box(P R mAP50)</c> becomes P, R, mAP50; those of further groups have the name of the group before them.</summary>
    private static string[] NamesOf(string[] cells)
    {
        var (group, groups) = (string.Empty, 0);
        return Array.ConvertAll(cells, cell =>
        {
            if (cell.IndexOf('(', StringComparison.Ordinal) is var open and > 0)
            {
                group = groups++ == 0 ? string.Empty : cell[..open] + "_";
                cell = cell[(open + 1)..];
            }

            return group + cell.TrimEnd(')');
        });
    }

    private List<KeyValuePair<string, object?>> Keep(string text, List<KeyValuePair<string, object?>> fields)
    {
        if (fields.Count > 0)
            _last = text;
        return fields;
    }

    private List<KeyValuePair<string, object?>> EpochOf(string cell)
    {
        if (cell.Split('/') is not [var epoch, var total] || !IsWhole(epoch, out var number) || !IsWhole(total, out var all))
            return [];
        _epoch = number;
        return [new("epoch", number), new("total", all)];
    }

    /// <summary>The numbers behind the first cell; none when one is missing.</summary>
    private static List<KeyValuePair<string, object?>> Row(string[] names, string[] cells, List<KeyValuePair<string, object?>> lead)
    {
        for (var at = 1; at < cells.Length; at++)
        {
            if (!IsNumber(cells[at]))
                return [];
            KnownForms.Add(lead, names[at], NumberOf(cells[at]));
        }

        return lead;
    }

    private static bool IsWhole(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static bool IsNumber(string cell) => FieldValue.IsNumber(NumberOf(cell));

    /// <summary>Memory is written in gigabytes, as <c>2.3G</c>.</summary>
    private static object NumberOf(string cell) => FieldValue.Of(cell.TrimEnd('G'));
}
