using System.Buffers.Binary;

namespace MlDash.TensorBoard;

/// <summary>
/// The records of an event file, of bytes as they come: each has its length, a checksum of that, its data, and a checksum of the data. What is damaged is left
/// out, and reading continues at the next record. A record that is not complete yet waits for the rest of its bytes.
/// </summary>
public sealed class EventRecords
{
    /// <summary>The longest record that is read, in bytes. Longer ones are left out, however long they say they are.</summary>
    public const int LongestRecord = 64 * 1024 * 1024;

    private const int LengthSize = sizeof(ulong);
    private const int ChecksumSize = sizeof(uint);
    private const int HeadSize = LengthSize + ChecksumSize;
    private const int LeastBuffer = 4096;

    private byte[] _buffer = new byte[LeastBuffer];
    private int _begin;
    private int _end;
    private ulong _toSkip;
    private bool _isLost;

    /// <summary>How many places of the file were damaged.</summary>
    public long Damaged { get; private set; }

    /// <summary>How many records were longer than <see cref="LongestRecord"/>.</summary>
    public long TooLong { get; private set; }

    /// <summary>Adds the next bytes of the file.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        var skipped = (int)Math.Min(_toSkip, (ulong)bytes.Length);
        _toSkip -= (ulong)skipped;
        bytes = bytes[skipped..];
        var waiting = _end - _begin;
        if (_end + bytes.Length > _buffer.Length)
        {
            var needed = waiting + bytes.Length;
            var next = needed > _buffer.Length ? new byte[Math.Max(needed, _buffer.Length * 2)] : _buffer;
            _buffer.AsSpan(_begin, waiting).CopyTo(next);
            (_buffer, _begin, _end) = (next, 0, waiting);
        }

        bytes.CopyTo(_buffer.AsSpan(_end));
        _end += bytes.Length;
    }

    /// <summary>Takes the next record that is whole.</summary>
    /// <param name="record">Its data; valid until bytes are added.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryRead(out ReadOnlyMemory<byte> record)
    {
        while (_end - _begin >= HeadSize)
        {
            var head = _buffer.AsSpan(_begin, HeadSize);
            var length = BinaryPrimitives.ReadUInt64LittleEndian(head);
            if (MaskedChecksum.Of(head[..LengthSize]) != BinaryPrimitives.ReadUInt32LittleEndian(head[LengthSize..]))
            {
                NoteLost();
                _begin++;
                continue;
            }

            _isLost = false;
            if (length > LongestRecord)
            {
                TooLong++;
                Skip(length);
                continue;
            }

            var size = HeadSize + (int)length + ChecksumSize;
            if (_end - _begin < size)
                break;
            record = _buffer.AsMemory(_begin + HeadSize, (int)length);
            var checksum = BinaryPrimitives.ReadUInt32LittleEndian(_buffer.AsSpan(_begin + size - ChecksumSize));
            _begin += size;
            if (MaskedChecksum.Of(record.Span) == checksum)
                return true;
            Damaged++;
        }

        record = default;
        return false;
    }

    /// <summary>Forgets what is not complete: the file begins again.</summary>
    public void Clear() => (_begin, _end, _toSkip, _isLost) = (0, 0, 0, false);

    /// <summary>The bytes up to the next record are one damage.</summary>
    private void NoteLost()
    {
        if (!_isLost)
            Damaged++;
        _isLost = true;
    }

    private void Skip(ulong length)
    {
        const int Around = HeadSize + ChecksumSize;
        var whole = length > ulong.MaxValue - Around ? ulong.MaxValue : length + Around;
        var here = (int)Math.Min(whole, (ulong)(_end - _begin));
        _begin += here;
        _toSkip = whole - (ulong)here;
    }
}
