namespace MlDash.Series;

/// <summary>What is kept of one field of neighbouring points. Rows are those of the <see cref="BlockSummary"/> it is in.</summary>
internal struct FieldSummary
{
    /// <summary>The slot of the field.</summary>
    public int Slot;

    /// <summary>How many values are finite.</summary>
    public long Count;

    /// <summary>How many are NaN or infinite.</summary>
    public long NonFinite;

    /// <summary>The sum of the finite ones.</summary>
    public CompensatedSum Sum;

    /// <summary>The sum of their squares.</summary>
    public CompensatedSum SumOfSquares;

    /// <summary>Whether a finite value is less than the finite one before.</summary>
    public bool RunsBackwards;

    /// <summary>Rows of the first and the last point that have the field, whatever its value.</summary>
    public int FirstRow, LastRow;

    /// <summary>Rows of the first, the last, the first of the least and the first of the greatest finite value; -1 when there is none.</summary>
    public int First, Last, Min, Max;

    /// <summary>The values there.</summary>
    public double FirstValue, LastValue, MinValue, MaxValue;

    /// <summary>That of a field that no point has.</summary>
    public static FieldSummary Empty(int slot) => new() { Slot = slot, FirstRow = -1, LastRow = -1, First = -1, Last = -1, Min = -1, Max = -1 };

    /// <summary>Takes what follows.</summary>
    /// <param name="next">The same field of the next points.</param>
    /// <param name="rows">How much larger the numbers of its rows are here.</param>
    public void Merge(in FieldSummary next, int rows)
    {
        if (Count > 0 && next.Count > 0)
            RunsBackwards |= next.FirstValue < LastValue;
        RunsBackwards |= next.RunsBackwards;
        FirstRow = FirstRow < 0 ? next.FirstRow + rows : FirstRow;
        LastRow = next.LastRow + rows;
        NonFinite += next.NonFinite;
        if (next.Count == 0)
            return;
        if (Count == 0 || next.MinValue < MinValue)
            (Min, MinValue) = (next.Min + rows, next.MinValue);
        if (Count == 0 || next.MaxValue > MaxValue)
            (Max, MaxValue) = (next.Max + rows, next.MaxValue);
        if (Count == 0)
            (First, FirstValue) = (next.First + rows, next.FirstValue);
        (Last, LastValue) = (next.Last + rows, next.LastValue);
        Count += next.Count;
        Sum.Add(next.Sum);
        SumOfSquares.Add(next.SumOfSquares);
    }
}
