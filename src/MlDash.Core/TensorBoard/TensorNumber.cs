using System.Buffers.Binary;
using System.Globalization;

namespace MlDash.TensorBoard;

/// <summary>The number of a tensor that holds one: a scalar, as TensorFlow 2 writes it.</summary>
internal static class TensorNumber
{
    /// <summary>The number, a <see cref="double"/> or <see cref="long"/>; null when the tensor holds none or several.</summary>
    public static object? Of(ReadOnlyMemory<byte> tensor)
    {
        var (type, raw, packed) = (0UL, ReadOnlyMemory<byte>.Empty, (object?)null);
        var fields = new ProtoReader(tensor);
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 1 when fields.Type == WireType.Varint:
                    type = fields.Bits;
                    break;
                case 2 when fields.Type == WireType.Bytes:
                    if (!IsOne(fields.Bytes))
                        return null;
                    break;
                case 4 when fields.Type == WireType.Bytes:
                    raw = fields.Bytes;
                    break;
                default:
                    packed ??= OfList((TensorType)type, ref fields);
                    break;
            }
        }

        return fields.IsBroken ? null : raw.IsEmpty ? packed : OfContent((TensorType)type, raw.Span);
    }

    /// <summary>A float32 as the shortest double that reads back as the same: 0.1 and not 0.10000000149011612.</summary>
    public static double Shortest(float value) => float.IsFinite(value)
        ? double.Parse(value.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
        : value;

    /// <summary>Whether a shape has one element: no dimension, or each of size 1.</summary>
    private static bool IsOne(ReadOnlyMemory<byte> shape)
    {
        var dimensions = new ProtoReader(shape);
        while (dimensions.Next())
        {
            if (!dimensions.IsBytes(2))
                continue;
            var size = 0UL;
            var dimension = new ProtoReader(dimensions.Bytes);
            while (dimension.Next())
            {
                if (dimension is { Field: 1, Type: WireType.Varint })
                    size = dimension.Bits;
            }

            if (size != 1)
                return false;
        }

        return !dimensions.IsBroken;
    }

    /// <summary>The bytes of the number itself, lowest first.</summary>
    private static object? OfContent(TensorType type, ReadOnlySpan<byte> raw) => (type, raw.Length) switch
    {
        (TensorType.Float, 4) => Shortest(BinaryPrimitives.ReadSingleLittleEndian(raw)),
        (TensorType.Double, 8) => BinaryPrimitives.ReadDoubleLittleEndian(raw),
        (TensorType.Half, 2) => (double)BinaryPrimitives.ReadHalfLittleEndian(raw),
        (TensorType.BFloat16, 2) => OfBFloat16(BinaryPrimitives.ReadUInt16LittleEndian(raw)),
        (TensorType.Int32, 4) => (long)BinaryPrimitives.ReadInt32LittleEndian(raw),
        (TensorType.UInt32, 4) => (long)BinaryPrimitives.ReadUInt32LittleEndian(raw),
        (TensorType.Int64, 8) => BinaryPrimitives.ReadInt64LittleEndian(raw),
        (TensorType.UInt64, 8) => OfUnsigned(BinaryPrimitives.ReadUInt64LittleEndian(raw)),
        (TensorType.Int16, 2) => (long)BinaryPrimitives.ReadInt16LittleEndian(raw),
        (TensorType.UInt16, 2) => (long)BinaryPrimitives.ReadUInt16LittleEndian(raw),
        (TensorType.Int8, 1) => (long)(sbyte)raw[0],
        (TensorType.UInt8 or TensorType.Bool, 1) => (long)raw[0],
        _ => null,
    };

    /// <summary>The first number of a list of its type, packed or not.</summary>
    private static object? OfList(TensorType type, ref ProtoReader list)
    {
        var packed = list.Bytes;
        var bits = list.Bits;
        if (list.Type == WireType.Bytes)
        {
            switch (list.Field)
            {
                case 5 when packed.Length >= sizeof(float):
                    bits = BinaryPrimitives.ReadUInt32LittleEndian(packed.Span);
                    break;
                case 6 when packed.Length >= sizeof(double):
                    bits = BinaryPrimitives.ReadUInt64LittleEndian(packed.Span);
                    break;
                case 5 or 6 or 8:
                    return null;
                default:
                    if (!ProtoReader.TryVarint(ref packed, out bits))
                        return null;
                    break;
            }
        }

        return (type, list.Field) switch
        {
            (TensorType.Float, 5) => Shortest(BitConverter.UInt32BitsToSingle((uint)bits)),
            (TensorType.Double, 6) => BitConverter.UInt64BitsToDouble(bits),
            (TensorType.Half, 13) => (double)BitConverter.UInt16BitsToHalf((ushort)bits),
            (TensorType.BFloat16, 13) => OfBFloat16((ushort)bits),
            (TensorType.Int32 or TensorType.Int16 or TensorType.Int8 or TensorType.UInt8 or TensorType.UInt16, 7) => (long)(int)bits,
            (TensorType.Int64, 10) or (TensorType.Bool, 11) => (long)bits,
            (TensorType.UInt32, 16) => (long)(uint)bits,
            (TensorType.UInt64, 17) => OfUnsigned(bits),
            _ => null,
        };
    }

    private static double OfBFloat16(ushort bits) => Shortest(BitConverter.UInt32BitsToSingle((uint)bits << 16));

    private static object OfUnsigned(ulong value)
    {
        if (value <= long.MaxValue)
            return Convert.ToInt64(value);
        return Convert.ToDouble(value);
    }
}
