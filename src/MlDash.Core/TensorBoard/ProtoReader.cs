using System.Buffers.Binary;
using System.Text;

namespace MlDash.TensorBoard;

/// <summary>The fields of a protobuf message, one after the other.</summary>
/// <param name="message">The message.</param>
internal ref struct ProtoReader(ReadOnlyMemory<byte> message)
{
    private const int LongestVarint = 10;

    private ReadOnlyMemory<byte> _rest = message;

    /// <summary>The number of the field.</summary>
    public int Field { get; private set; }

    /// <summary>How its value is written.</summary>
    public WireType Type { get; private set; }

    /// <summary>Its value as the bits of a number, unless it is bytes.</summary>
    public ulong Bits { get; private set; }

    /// <summary>Its value as bytes: a text, a message or packed numbers.</summary>
    public ReadOnlyMemory<byte> Bytes { get; private set; }

    /// <summary>Whether the message is damaged from here on.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>The value as a text.</summary>
    public readonly string Text => Encoding.UTF8.GetString(Bytes.Span);

    /// <summary>The value as a number of 64 bits.</summary>
    public readonly double Double => BitConverter.UInt64BitsToDouble(Bits);

    /// <summary>Goes to the next field.</summary>
    /// <returns>False at the end of the message, and where it is damaged.</returns>
    public bool Next()
    {
        if (_rest.IsEmpty || IsBroken)
            return false;
        IsBroken = !(TryVarint(ref _rest, out var key) && key >> 3 is > 0 and <= int.MaxValue && TryValue((WireType)(key & 7)));
        Field = (int)(key >> 3);
        return !IsBroken;
    }

    /// <summary>Whether it is this field, written as bytes.</summary>
    public readonly bool IsBytes(int field) => Field == field && Type == WireType.Bytes;

    /// <summary>Takes a number of variable length off.</summary>
    public static bool TryVarint(ref ReadOnlyMemory<byte> rest, out ulong value)
    {
        value = 0;
        var bytes = rest.Span;
        for (var at = 0; at < bytes.Length && at < LongestVarint; at++)
        {
            value |= (ulong)(bytes[at] & 0x7F) << (7 * at);
            if (bytes[at] >= 0x80)
                continue;
            rest = rest[(at + 1)..];
            return true;
        }

        return false;
    }

    private bool TryValue(WireType type)
    {
        Type = type;
        Bytes = default;
        switch (type)
        {
            case WireType.Varint:
                if (!TryVarint(ref _rest, out var number))
                    return false;
                Bits = number;
                return true;
            case WireType.Fixed64 when _rest.Length >= sizeof(ulong):
                Bits = BinaryPrimitives.ReadUInt64LittleEndian(_rest.Span);
                _rest = _rest[sizeof(ulong)..];
                return true;
            case WireType.Fixed32 when _rest.Length >= sizeof(uint):
                Bits = BinaryPrimitives.ReadUInt32LittleEndian(_rest.Span);
                _rest = _rest[sizeof(uint)..];
                return true;
            case WireType.Bytes when TryVarint(ref _rest, out var length) && length <= (ulong)_rest.Length:
                Bytes = _rest[..(int)length];
                _rest = _rest[(int)length..];
                return true;
            default:
                return false;
        }
    }
}
