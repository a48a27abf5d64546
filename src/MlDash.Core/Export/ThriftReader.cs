using System.Text;

namespace MlDash.Export;

/// <summary>The kinds of values of Thrift's compact protocol, as their numbers are written.</summary>
internal enum ThriftKind
{
    Stop = 0,
    True = 1,
    False = 2,
    Byte = 3,
    Short = 4,
    Int = 5,
    Long = 6,
    Double = 7,
    Binary = 8,
    List = 9,
    Set = 10,
    Map = 11,
    Struct = 12,
}

/// <summary>
/// Reads the compact protocol of Thrift, in which Parquet describes itself. No length or count is believed before the bytes behind it are there, and nothing is
/// allocated but the texts that are asked for.
/// </summary>
/// <param name="bytes">The bytes.</param>
internal ref struct ThriftReader(ReadOnlySpan<byte> bytes)
{
    private const int DeepestNesting = 32;

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    /// <summary>How many bytes have been read.</summary>
    public readonly int Position => _at;

    /// <summary>The next field of a struct; false at its end.</summary>
    /// <param name="id">The number of the field before, 0 at first; the number of this one.</param>
    /// <param name="kind">What its value is.</param>
    public bool Field(ref int id, out ThriftKind kind)
    {
        var head = Next();
        kind = (ThriftKind)(head & 0x0F);
        if (head == 0)
            return false;
        // Some readers take a field without a kind for the end, others for a field.
        if (kind == ThriftKind.Stop)
            throw Damaged();
        id = head >> 4 is var step and > 0 ? id + step : (int)Number();
        return true;
    }

    /// <summary>The head of a list: how many elements it has, each of a byte at least.</summary>
    public int List(ThriftKind kind, ThriftKind elements)
    {
        var count = List(kind, out var found);
        if (count > 0)
            Expect(found, elements);
        return count;
    }

    /// <summary>The head of a list, and what its elements are.</summary>
    public int List(ThriftKind kind, out ThriftKind elements)
    {
        Expect(kind, ThriftKind.List);
        return Count(out elements);
    }

    /// <summary>A whole number.</summary>
    public long Whole(ThriftKind kind)
    {
        if (kind == ThriftKind.Byte)
            return (sbyte)Next();
        return kind is ThriftKind.Short or ThriftKind.Int or ThriftKind.Long ? Number() : throw Damaged();
    }

    /// <summary>A whole number of 32 bits.</summary>
    public int Int(ThriftKind kind) => Whole(kind) is >= int.MinValue and <= int.MaxValue and var number ? (int)number : throw Damaged();

    /// <summary>A text.</summary>
    public string Text(ThriftKind kind)
    {
        Expect(kind, ThriftKind.Binary);
        return Encoding.UTF8.GetString(Take(Length()));
    }

    /// <summary>Makes sure that a value is a struct.</summary>
    public static void Struct(ThriftKind kind) => Expect(kind, ThriftKind.Struct);

    /// <summary>Skips a value that nobody needs.</summary>
    public void Skip(ThriftKind kind) => Skip(kind, 0);

    private void Skip(ThriftKind kind, int depth)
    {
        if (depth > DeepestNesting)
            throw Damaged();
        switch (kind)
        {
            case ThriftKind.True or ThriftKind.False:
                break;
            case ThriftKind.Byte:
                Next();
                break;
            case ThriftKind.Short or ThriftKind.Int or ThriftKind.Long:
                Number();
                break;
            case ThriftKind.Double:
                Take(sizeof(double));
                break;
            case ThriftKind.Binary:
                Take(Length());
                break;
            case ThriftKind.List or ThriftKind.Set:
                for (var left = Count(out var element); left > 0; left--)
                    SkipElement(element, depth);
                break;
            case ThriftKind.Map:
                SkipMap(depth);
                break;
            case ThriftKind.Struct:
                var id = 0;
                while (Field(ref id, out var inner))
                    Skip(inner, depth + 1);
                break;
            default:
                throw Damaged();
        }
    }

    private void SkipMap(int depth)
    {
        var count = Length();
        if (count == 0)
            return;
        var kinds = Next();
        for (var left = count; left > 0; left--)
        {
            SkipElement((ThriftKind)(kinds >> 4), depth);
            SkipElement((ThriftKind)(kinds & 0x0F), depth);
        }
    }

    // Outside of a struct, a flag has a byte of its own.
    private void SkipElement(ThriftKind kind, int depth) => Skip(kind is ThriftKind.True or ThriftKind.False ? ThriftKind.Byte : kind, depth + 1);

    private int Count(out ThriftKind elements)
    {
        const int Long = 15;
        var head = Next();
        elements = (ThriftKind)(head & 0x0F);
        return head >> 4 == Long ? Length() : head >> 4 is var few && few <= _bytes.Length - _at ? few : throw Damaged();
    }

    // Lengths are never longer than what is left: an element has a byte at least.
    private int Length() => Unsigned() is var length && length <= (ulong)(_bytes.Length - _at) ? (int)length : throw Damaged();

    private long Number()
    {
        var number = Unsigned();
        return (long)(number >> 1) ^ -(long)(number & 1);
    }

    private ulong Unsigned()
    {
        var number = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = Next();
            number |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return number;
        }

        throw Damaged();
    }

    private byte Next() => _at < _bytes.Length ? _bytes[_at++] : throw Damaged();

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > _bytes.Length - _at)
            throw Damaged();
        var part = _bytes.Slice(_at, length);
        _at += length;
        return part;
    }

    private static void Expect(ThriftKind found, ThriftKind expected)
    {
        if (found != expected)
            throw Damaged();
    }

    /// <summary>The error for what cannot be.</summary>
    public static InvalidDataException Damaged() => new("what it says about itself is damaged.");
}
