namespace MlDash.Dashboard.Tables;

/// <summary>Reads whole numbers one by one, each of which is stored as its difference to the one before, packed into blocks.</summary>
internal ref struct DeltaReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _miniblocks;
    private readonly int _inMiniblock;
    private readonly long _total;
    private int _at;
    private long _read;
    private long _last;
    private long _least;
    private int _widths;
    private int _miniblock;
    private int _inside;

    /// <param name="bytes">The bytes.</param>
    public DeltaReader(ReadOnlySpan<byte> bytes)
    {
        const int Most = 1 << 16;
        _bytes = bytes;
        var block = VarInt.Read(bytes, ref _at);
        var parts = VarInt.Read(bytes, ref _at);
        _total = (long)VarInt.Read(bytes, ref _at);
        _last = VarInt.ReadSigned(bytes, ref _at);
        // A miniblock has a multiple of 32 numbers, so that it ends with a byte.
        if (block is 0 or > Most || parts == 0 || parts > block || block % parts != 0 || block / parts % 8 != 0)
            throw VarInt.Damaged();
        (_miniblocks, _inMiniblock) = ((int)parts, (int)(block / parts));
        _miniblock = _miniblocks;
    }

    /// <summary>How many numbers there are, as it is said.</summary>
    public readonly long Total => _total;

    /// <summary>Where the bytes behind the numbers begin, when all have been read.</summary>
    public readonly int End =>
        _miniblock == _miniblocks ? _at : (int)Math.Min(_bytes.Length, _at + (Width(_miniblock) * (long)_inMiniblock / 8));

    /// <summary>The next number.</summary>
    public long Next()
    {
        if (_read == _total)
            throw VarInt.Damaged();
        if (_read++ == 0)
            return _last;
        if (_inside == _inMiniblock || _miniblock == _miniblocks)
            Advance();
        var width = Width(_miniblock);
        var delta = RunReader.Bits(_bytes, (_at * 8L) + ((long)_inside * width), width);
        _inside++;
        return _last = unchecked(_last + _least + (long)delta);
    }

    private readonly int Width(int miniblock) => _bytes[_widths + miniblock] is <= 64 and var width ? width : throw VarInt.Damaged();

    private void Advance()
    {
        if (_miniblock < _miniblocks)
        {
            _at = (int)Math.Min(_bytes.Length, _at + (Width(_miniblock) * (long)_inMiniblock / 8));
            _miniblock++;
        }

        _inside = 0;
        if (_miniblock < _miniblocks)
            return;
        _least = VarInt.ReadSigned(_bytes, ref _at);
        if (_miniblocks > _bytes.Length - _at)
            throw VarInt.Damaged();
        (_widths, _miniblock) = (_at, 0);
        _at += _miniblocks;
    }
}
