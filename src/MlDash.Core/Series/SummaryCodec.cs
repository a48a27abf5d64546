using System.Buffers.Binary;
using MlDash.Json;

namespace MlDash.Series;

/// <summary>
/// Summaries as bytes: whole numbers of seven bits a byte, the lowest first, and doubles of eight bytes, little-endian. A row is counted from 1, 0 is none.
/// </summary>
internal static class SummaryCodec
{
    /// <summary>Appends a summary.</summary>
    public static void Write(PooledBuffer target, BlockSummary block)
    {
        WriteNumber(target, block.Points);
        WriteNumber(target, block.Fields.Length);
        foreach (ref readonly var field in block.Fields)
        {
            WriteNumber(target, field.Slot);
            WriteNumber(target, field.Count);
            WriteNumber(target, field.NonFinite);
            WriteNumber(target, field.RunsBackwards ? 1 : 0);
            foreach (var row in (ReadOnlySpan<int>)[field.FirstRow, field.LastRow, field.First, field.Last, field.Min, field.Max])
                WriteNumber(target, row + 1);
            if (field.Count == 0)
                continue;
            foreach (var value in (ReadOnlySpan<double>)
            [
                field.FirstValue, field.LastValue, field.MinValue, field.MaxValue,
                field.Sum.Rounded, field.Sum.Lost, field.SumOfSquares.Rounded, field.SumOfSquares.Lost,
            ])
                WriteDouble(target, value);
        }

        WriteNumber(target, block.Axes.Length);
        foreach (var axis in block.Axes)
            WriteNumber(target, axis);
        WriteNumber(target, block.Places.Length);
        foreach (var place in block.Places)
            WriteDouble(target, place);
    }

    /// <summary>Reads a summary that <see cref="Write"/> wrote.</summary>
    /// <exception cref="FormatException">The bytes are no summary.</exception>
    public static BlockSummary Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Read(new Cursor(bytes));
        }
        catch (Exception broken) when (broken is ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            throw new FormatException("The bytes are no summary.", broken);
        }
    }

    private static BlockSummary Read(Cursor cursor)
    {
        var points = cursor.Number();
        var fields = new FieldSummary[cursor.Length()];
        for (var at = 0; at < fields.Length; at++)
        {
            var field = new FieldSummary { Slot = cursor.Number(), Count = cursor.Number(), NonFinite = cursor.Number(), RunsBackwards = cursor.Number() == 1 };
            (field.FirstRow, field.LastRow, field.First) = (cursor.Number() - 1, cursor.Number() - 1, cursor.Number() - 1);
            (field.Last, field.Min, field.Max) = (cursor.Number() - 1, cursor.Number() - 1, cursor.Number() - 1);
            if (field.Count > 0)
            {
                (field.FirstValue, field.LastValue) = (cursor.Double(), cursor.Double());
                (field.MinValue, field.MaxValue) = (cursor.Double(), cursor.Double());
                field.Sum = new(cursor.Double(), cursor.Double());
                field.SumOfSquares = new(cursor.Double(), cursor.Double());
            }

            fields[at] = field;
        }

        var axes = new int[cursor.Length()];
        for (var at = 0; at < axes.Length; at++)
            axes[at] = cursor.Number();
        var places = new double[cursor.Length()];
        for (var at = 0; at < places.Length; at++)
            places[at] = cursor.Double();
        return new(points, fields, axes, places);
    }

    private static void WriteNumber(PooledBuffer target, long number)
    {
        var bytes = target.GetSpan(10);
        var at = 0;
        for (var rest = (ulong)number; ; rest >>= 7)
        {
            bytes[at++] = (byte)(rest < 0x80 ? rest : (rest & 0x7F) | 0x80);
            if (rest < 0x80)
                break;
        }

        target.Advance(at);
    }

    private static void WriteDouble(PooledBuffer target, double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(target.GetSpan(sizeof(double)), value);
        target.Advance(sizeof(double));
    }

    private ref struct Cursor(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> _rest = bytes;

        /// <summary>How many of something follow, of which each takes a byte at least.</summary>
        public int Length()
        {
            var length = Number();
            return length <= _rest.Length ? length : throw new FormatException("The bytes are no summary.");
        }

        public int Number()
        {
            var number = 0L;
            for (var shift = 0; shift < 35; shift += 7)
            {
                var part = _rest[0];
                _rest = _rest[1..];
                number |= (long)(part & 0x7F) << shift;
                if (part < 0x80)
                    return checked((int)number);
            }

            throw new FormatException("The bytes are no summary.");
        }

        public double Double()
        {
            var value = BinaryPrimitives.ReadDoubleLittleEndian(_rest);
            _rest = _rest[sizeof(double)..];
            return value;
        }
    }
}
