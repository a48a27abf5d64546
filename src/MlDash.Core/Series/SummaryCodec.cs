using MlDash.Json;

namespace MlDash.Series;

/// <summary>
/// Summaries as bytes. A row is counted from 1, 0 is none. What is a place on a kept row is not said again as the value there, since most numbers that may be
/// x run forward and so are their own extremes.
/// </summary>
internal static class SummaryCodec
{
    /// <summary>Appends a summary.</summary>
    public static void Write(PooledBuffer target, BlockSummary block)
    {
        PackedNumbers.Write(target, block.Points);
        PackedNumbers.Write(target, block.Axes.Length);
        foreach (var axis in block.Axes)
            PackedNumbers.Write(target, axis);
        PackedNumbers.Write(target, block.Rows);
        for (var at = 0; at < block.Places.Length; at++)
            PackedNumbers.Write(target, block.Places[at], at < block.Axes.Length ? 0 : block.Places[at - block.Axes.Length]);
        PackedNumbers.Write(target, block.Fields.Length);
        foreach (ref readonly var field in block.Fields)
            Write(target, field, block.KnowsPlace(field.Slot));
    }

    /// <summary>Reads a summary that <see cref="Write(PooledBuffer, BlockSummary)"/> wrote.</summary>
    /// <exception cref="FormatException">The bytes are no summary.</exception>
    public static BlockSummary Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Read(new PackedNumbers(bytes));
        }
        catch (Exception broken) when (broken is ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            throw new FormatException("The bytes are no summary.", broken);
        }
    }

    private static void Write(PooledBuffer target, in FieldSummary field, bool isAxis)
    {
        PackedNumbers.Write(target, field.Slot);
        PackedNumbers.Write(target, field.Count);
        PackedNumbers.Write(target, field.NonFinite);
        PackedNumbers.Write(target, field.RunsBackwards ? 1 : 0);
        foreach (var row in (ReadOnlySpan<int>)[field.FirstRow, field.LastRow, field.First, field.Last, field.Min, field.Max])
            PackedNumbers.Write(target, row + 1);
        if (field.Count == 0)
            return;
        if (!isAxis)
        {
            var before = 0.0;
            foreach (var value in (ReadOnlySpan<double>)[field.FirstValue, field.LastValue, field.MinValue, field.MaxValue])
            {
                PackedNumbers.Write(target, value, before);
                before = value;
            }
        }

        foreach (var part in (ReadOnlySpan<double>)[field.Sum.Rounded, field.Sum.Lost, field.SumOfSquares.Rounded, field.SumOfSquares.Lost])
            PackedNumbers.Write(target, part, 0);
    }

    private static BlockSummary Read(PackedNumbers bytes)
    {
        var points = bytes.Number();
        var axes = new int[bytes.Length()];
        for (var at = 0; at < axes.Length; at++)
            axes[at] = bytes.Number();
        var places = new double[checked(bytes.Length() * axes.Length)];
        for (var at = 0; at < places.Length; at++)
            places[at] = bytes.Double(at < axes.Length ? 0 : places[at - axes.Length]);
        var fields = new FieldSummary[bytes.Length()];
        for (var at = 0; at < fields.Length; at++)
            fields[at] = ReadField(ref bytes, axes, places);
        return new(points, fields, axes, places);
    }

    private static FieldSummary ReadField(ref PackedNumbers bytes, int[] axes, double[] places)
    {
        var field = new FieldSummary { Slot = bytes.Number(), Count = bytes.Number(), NonFinite = bytes.Number(), RunsBackwards = bytes.Number() == 1 };
        (field.FirstRow, field.LastRow, field.First) = (bytes.Number() - 1, bytes.Number() - 1, bytes.Number() - 1);
        (field.Last, field.Min, field.Max) = (bytes.Number() - 1, bytes.Number() - 1, bytes.Number() - 1);
        if (field.Count == 0)
            return field;
        if (Array.IndexOf(axes, field.Slot) is var axis and >= 0)
        {
            field.FirstValue = places[(field.First * axes.Length) + axis];
            field.LastValue = places[(field.Last * axes.Length) + axis];
            field.MinValue = places[(field.Min * axes.Length) + axis];
            field.MaxValue = places[(field.Max * axes.Length) + axis];
        }
        else
        {
            field.FirstValue = bytes.Double(0);
            field.LastValue = bytes.Double(field.FirstValue);
            field.MinValue = bytes.Double(field.LastValue);
            field.MaxValue = bytes.Double(field.MinValue);
        }

        field.Sum = new(bytes.Double(0), bytes.Double(0));
        field.SumOfSquares = new(bytes.Double(0), bytes.Double(0));
        return field;
    }
}
