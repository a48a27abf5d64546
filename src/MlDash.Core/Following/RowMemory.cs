namespace MlDash.Following;

/// <summary>
/// Remembers the rows that were taken from the beginning of a file. Many programs write a whole file again for each row that is added to it: rows that stand
/// where they stood before are not taken twice.
/// </summary>
internal sealed class RowMemory
{
    /// <summary>Rows behind these are not remembered.</summary>
    private const int MostRows = 64 * 1024;

    private readonly List<int> _rows = [];
    private int _again = -1;

    /// <summary>The file begins again.</summary>
    public void Restart() => _again = 0;

    /// <summary>Whether a row is one that was not taken yet.</summary>
    public bool IsNew(IReadOnlyList<KeyValuePair<string, object?>> fields)
    {
        var row = RowCode(fields);
        if (_again >= 0 && _again < _rows.Count && _rows[_again] == row)
        {
            _again++;
            return false;
        }

        if (_again >= 0)
        {
            _rows.RemoveRange(_again, _rows.Count - _again);
            _again = -1;
        }

        if (_rows.Count < MostRows)
            _rows.Add(row);
        return true;
    }

    /// <summary>The same for the same fields in any order: a program that learns of a new column may put it anywhere.</summary>
    private static int RowCode(IReadOnlyList<KeyValuePair<string, object?>> fields)
    {
        var code = 0;
        foreach (var field in fields)
            code = unchecked(code + HashCode.Combine(field.Key, field.Value));
        return code;
    }
}
