namespace MlDash.Series;

/// <summary>The numbers of neighbouring points, a column a slot of a <see cref="FieldTable"/>.</summary>
/// <param name="room">How many points there is room for.</param>
internal sealed class NumberColumns(int room = NumberColumns.Most)
{
    /// <summary>Points of a block, which a summary is of.</summary>
    public const int Most = 100;

    /// <summary>A NaN that no calculation gives: the point has no number in this field. Columns tell it apart by its bits.</summary>
    private const long AbsentBits = 0x7FF8_0000_4142_5354;

    private readonly List<double[]> _columns = [];
    private bool _isBegun;

    /// <summary>Stands in a column where a point has no number.</summary>
    public static double Absent => BitConverter.Int64BitsToDouble(AbsentBits);

    /// <summary>Points so far.</summary>
    public int Count { get; private set; }

    /// <summary>Slots that have a column; those above have no number in any point.</summary>
    public int Slots => _columns.Count;

    /// <summary>The numbers in a slot, one a point.</summary>
    public ReadOnlySpan<double> this[int slot] => _columns[slot].AsSpan(0, Count);

    /// <summary>Whether this stands for no number at all, which is not the same as NaN.</summary>
    public static bool IsAbsent(double number) => BitConverter.DoubleToInt64Bits(number) == AbsentBits;

    /// <summary>The number in a slot of a point; absent where there is none.</summary>
    public double Number(int slot, int point) => slot < _columns.Count ? _columns[slot][point] : Absent;

    /// <summary>Gives the point that is read a number.</summary>
    public void Set(int slot, double number)
    {
        while (slot >= _columns.Count)
        {
            var column = new double[room];
            Array.Fill(column, Absent);
            _columns.Add(column);
        }

        _columns[slot][Count] = number;
        _isBegun = true;
    }

    /// <summary>Keeps the point that was read.</summary>
    public void Keep()
    {
        Count++;
        _isBegun = false;
    }

    /// <summary>Begins a point, or begins it again: what was read of one that turned out to be broken is forgotten.</summary>
    public void Begin()
    {
        if (!_isBegun)
            return;
        foreach (var column in _columns)
            column[Count] = Absent;
        _isBegun = false;
    }

    /// <summary>Forgets all points.</summary>
    public void Clear()
    {
        Begin();
        foreach (var column in _columns)
            Array.Fill(column, Absent, 0, Count);
        Count = 0;
    }
}
