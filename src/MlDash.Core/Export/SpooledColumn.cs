namespace MlDash.Export;

/// <summary>What the values of a column have been so far.</summary>
internal sealed class SpooledColumn(string name)
{
    private ColumnKind _kind;
    private decimal _largest;
    private int _scale;

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>The column as it is written, once all of its values have been taken.</summary>
    public TableColumn Final => _kind != ColumnKind.Exact ? new(name, _kind)
        // Of digits that no decimal type of Parquet and .NET holds together, none is lost in a text.
        : new(name, DigitsOf(_largest) + _scale <= TableParquet.ExactDigits ? ColumnKind.Exact : ColumnKind.Json, _scale);

    /// <summary>Takes a value.</summary>
    public void Take(ColumnKind kind, object? value)
    {
        if (_kind != kind)
            _kind = TableShape.Widest(_kind, kind);
        if (value is decimal exact)
            (_largest, _scale) = (Math.Max(_largest, Math.Abs(exact)), Math.Max(_scale, exact.Scale));
        else if (value is long whole)
            _largest = Math.Max(_largest, Math.Abs((decimal)whole));
    }

    private static int DigitsOf(decimal number)
    {
        var digits = 1;
        for (var rest = decimal.Truncate(number); rest >= 10; rest = decimal.Truncate(rest / 10))
            digits++;
        return digits;
    }
}
