namespace MlDash.Dashboard.Tables;

/// <summary>Reads small numbers one by one that are stored as runs of equal ones, or packed into bits, in turn.</summary>
/// <param name="bytes">The bytes; what is behind them is zero.</param>
/// <param name="width">How many bits a number has.</param>
internal ref struct RunReader(ReadOnlySpan<byte> bytes, int width)
{
    private const int Group = 8;

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private readonly int _width = width is >= 0 and <= 32 ? width : throw new InvalidDataException("its numbers have too many bits.");
    private int _at;
    private long _left;
    private bool _isPacked;
    private uint _value;
    private long _bit;

    /// <summary>The next number.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public int Next()
    {
        // Where all numbers are zero, their runs may be missing.
        if (_width == 0)
            return 0;
        while (_left == 0)
            Begin();
        _left--;
        if (!_isPacked)
            return (int)_value;
        var value = Bits(_bytes, _bit, _width);
        _bit += _width;
        return (int)value;
    }

    /// <summary>A number of some bits, the least significant one first; bits that are not there are zero.</summary>
    public static ulong Bits(ReadOnlySpan<byte> bytes, long bit, int width)
    {
        var value = 0UL;
        for (var got = 0; got < width;)
        {
            var at = (bit + got) >> 3;
            var within = (int)((bit + got) & 7);
            var part = at < bytes.Length ? (ulong)bytes[(int)at] >> within : 0;
            value |= part << got;
            got += 8 - within;
        }

        return width == 64 ? value : value & ((1UL << width) - 1);
    }

    private void Begin()
    {
        var head = VarInt.Read(_bytes, ref _at);
        _isPacked = (head & 1) != 0;
        var count = (long)(head >> 1);
        if (_isPacked)
        {
            // The last group may be cut short.
            if (count > (_bytes.Length * 8L) + Group)
                throw VarInt.Damaged();
            _left = count * Group;
            _bit = _at * 8L;
            _at = (int)Math.Min(_bytes.Length, _at + (count * _width));
            return;
        }

        _left = count;
        var length = (_width + 7) / 8;
        if (length > _bytes.Length - _at)
            throw VarInt.Damaged();
        _value = (uint)Bits(_bytes, _at * 8L, length * 8);
        _at += length;
    }
}

/// <summary>Numbers of any length: seven bits a byte.</summary>
internal static class VarInt
{
    /// <summary>Reads one.</summary>
    public static ulong Read(ReadOnlySpan<byte> bytes, ref int at)
    {
        var number = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (at >= bytes.Length)
                throw Damaged();
            var part = bytes[at++];
            number |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return number;
        }

        throw Damaged();
    }

    /// <summary>Reads one with a sign.</summary>
    public static long ReadSigned(ReadOnlySpan<byte> bytes, ref int at)
    {
        var number = Read(bytes, ref at);
        return (long)(number >> 1) ^ -(long)(number & 1);
    }

    /// <summary>There are other bytes than there should be.</summary>
    public static InvalidDataException Damaged() => new("a page is damaged.");
}
