using System.Globalization;
using System.Text;
using MlDash.Text;
using MlDash.Watching;

namespace MlDash.Following;

/// <summary>Rows of a table whose first row has the names. Numbers are taken; texts and empty cells are left out.</summary>
internal sealed class TableRows : LineRows
{
    /// <summary>A row that holds line ends may have as many letters; a quote that is never closed ends there.</summary>
    private const int LongestRow = TextLines.LongestLine;

    private readonly char? _given;
    private readonly List<string> _cells = [];
    private readonly StringBuilder _open = new();
    private string[]? _names;
    private char _separator = ',';
    private bool _isHead;
    private int _letters;

    /// <param name="sink">Takes the rows.</param>
    /// <param name="separator">What stands between cells; null: what the first row has.</param>
    public TableRows(RowSink sink, char? separator)
        : base(sink) => _given = separator;

    public override void BeginAtEnd(ReadOnlySpan<byte> head, bool isCut)
    {
        var first = new TextLines(line =>
        {
            if (_names is null && line.Length > 0)
                Read(line);
        });
        // Of a table without names, the first row is data that was there before.
        _isHead = true;
        first.Take(head);
        first.End();
        _isHead = false;
        base.BeginAtEnd(head, isCut);
    }

    public override void End()
    {
        base.End();
        if (_open.Length > 0)
            NoteDamage();
        Forget();
    }

    public override void Restart()
    {
        base.Restart();
        _names = null;
        Forget();
    }

    protected override void Read(string line)
    {
        if (line.Length == 0 && _open.Length == 0)
            return;
        if (_names is null && _open.Length == 0)
            _separator = _given ?? SeparatorOf(line);
        _letters += line.Length + 1;
        if (!CsvLine.Split(line, _separator, _cells, _open))
        {
            _open.Append('\n');
            if (_letters > LongestRow)
            {
                NoteDamage();
                Forget();
            }

            return;
        }

        ReadRow();
        Forget();
    }

    private static char SeparatorOf(string header) => header.AsSpan().IndexOf(',') >= 0 ? ',' : header.AsSpan().IndexOf(';') >= 0 ? ';' : '\t';

    private void ReadRow()
    {
        for (var at = 0; at < _cells.Count; at++)
            _cells[at] = _cells[at].Trim();
        // A program that is started again and appends may write its names again.
        if (!_cells.Exists(cell => NumberOf(cell) is not null) && (_names is null || _names[0] == _cells[0]))
        {
            _names = [.. _cells];
            return;
        }

        // A table without names: its columns are counted.
        _names ??= [.. Enumerable.Range(1, _cells.Count).Select(number => string.Create(CultureInfo.InvariantCulture, $"column{number}"))];
        // A row that was cut, or that two programs have written into, has numbers in columns of others.
        if (_isHead)
            return;
        if (_cells.Count != _names.Length)
            NoteDamage();
        else
            Pass(Fields(_names));
    }

    private List<KeyValuePair<string, object?>> Fields(string[] names)
    {
        var fields = new List<KeyValuePair<string, object?>>();
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var at = 0; at < names.Length; at++)
        {
            if (names[at].Length > 0 && NumberOf(_cells[at]) is { } number && taken.Add(names[at]))
                fields.Add(new(names[at], number));
        }

        return fields;
    }

    /// <summary>Where semicolons separate the cells, a comma may stand for the decimal point.</summary>
    private object? NumberOf(string cell)
    {
        var text = _separator == ';' && NumberText.HasDecimalComma(cell) ? cell.Replace(',', '.') : cell;
        return text.Length > 0 && FieldValue.Of(text) is var value && FieldValue.IsNumber(value) ? value : null;
    }

    private void Forget()
    {
        _cells.Clear();
        _open.Clear();
        _letters = 0;
    }
}
