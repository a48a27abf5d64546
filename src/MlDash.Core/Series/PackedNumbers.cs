using System.Buffers.Binary;
using System.Numerics;
using MlDash.Json;

namespace MlDash.Series;

/// <summary>
/// Numbers in few bytes. A whole number has seven bits a byte, the lowest first. A double has one byte that says how many bytes of its bits are zero at the
/// high and at the low end, after those of a similar number were taken from them (exclusive or), then the bytes between, the lowest first.
/// </summary>
/// <param name="bytes">Numbers that were written.</param>
internal ref struct PackedNumbers(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Appends a whole number that is not negative.</summary>
    public static void Write(PooledBuffer target, long number)
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

    /// <summary>Appends a double.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="value">The double.</param>
    /// <param name="similar">One that whoever reads knows, too.</param>
    public static void Write(PooledBuffer target, double value, double similar)
    {
        var bits = BitConverter.DoubleToUInt64Bits(value) ^ BitConverter.DoubleToUInt64Bits(similar);
        var high = BitOperations.LeadingZeroCount(bits) / 8;
        var low = bits == 0 ? 0 : BitOperations.TrailingZeroCount(bits) / 8;
        var bytes = target.GetSpan(1 + sizeof(ulong));
        bytes[0] = (byte)(high | (low << 4));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[1..], bits >> (low * 8));
        target.Advance(1 + sizeof(ulong) - high - low);
    }

    /// <summary>How many of something follow, of which each takes a byte at least.</summary>
    public int Length()
    {
        var length = Number();
        return length <= _rest.Length ? length : throw new FormatException("The bytes are no summary.");
    }

    /// <summary>A whole number.</summary>
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

    /// <summary>A double.</summary>
    /// <param name="similar">The one that it was written with.</param>
    public double Double(double similar)
    {
        var (high, low) = (_rest[0] & 0xF, _rest[0] >> 4);
        var between = _rest.Slice(1, sizeof(ulong) - high - low);
        var bits = 0UL;
        for (var at = between.Length - 1; at >= 0; at--)
            bits = (bits << 8) | between[at];
        _rest = _rest[(1 + between.Length)..];
        return BitConverter.UInt64BitsToDouble((bits << (low * 8)) ^ BitConverter.DoubleToUInt64Bits(similar));
    }
}
