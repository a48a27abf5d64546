namespace MlDash.Series;

/// <summary>The rows that a field points to; the others are forgotten.</summary>
internal readonly struct KeptRows
{
    /// <summary>The new number of each row, found at one more than its old one; that of a row that is forgotten is below 0.</summary>
    private readonly int[] _numbers;

    private KeptRows(int[] numbers, int count)
    {
        _numbers = numbers;
        Count = count;
    }

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>Finds them, and gives them new numbers from 0 on.</summary>
    /// <param name="fields">The fields; they get the new numbers.</param>
    /// <param name="rows">How many rows there are.</param>
    public static KeptRows Of(Span<FieldSummary> fields, int rows)
    {
        // The place before the first row is that of "no row", which stays.
        var numbers = new int[rows + 1];
        Array.Fill(numbers, -1);
        foreach (ref readonly var field in fields)
        {
            foreach (var row in (ReadOnlySpan<int>)[field.FirstRow, field.LastRow, field.First, field.Last, field.Min, field.Max])
                numbers[row + 1] = 0;
        }

        numbers[0] = -1;
        var count = 0;
        foreach (ref var number in numbers.AsSpan(1))
            number = number < 0 ? number : count++;
        foreach (ref var field in fields)
        {
            (field.FirstRow, field.LastRow) = (numbers[field.FirstRow + 1], numbers[field.LastRow + 1]);
            (field.First, field.Last) = (numbers[field.First + 1], numbers[field.Last + 1]);
            (field.Min, field.Max) = (numbers[field.Min + 1], numbers[field.Max + 1]);
        }

        return new(numbers, count);
    }

    /// <summary>Whether a row, by its old number, is kept.</summary>
    public bool Holds(int row) => _numbers[row + 1] >= 0;
}
