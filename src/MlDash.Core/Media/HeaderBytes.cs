using System.Buffers.Binary;

namespace MlDash.Media;

/// <summary>Bytes at places of a file. A file that leads from place to place without end is read no further than a header needs.</summary>
internal sealed class HeaderBytes
{
    /// <summary>What of a stream that cannot seek is looked at.</summary>
    private const int MostAhead = 1 << 18;

    private const int MostReads = 2000;
    private const int MostAtOnce = 64;

    private readonly Stream _stream;
    private readonly byte[] _read = new byte[MostAtOnce];
    private int _reads;

    public HeaderBytes(Stream stream)
    {
        if (!stream.CanSeek)
        {
            var ahead = new byte[MostAhead];
            stream = new MemoryStream(ahead, 0, stream.ReadAtLeast(ahead, ahead.Length, throwOnEndOfStream: false), writable: false);
        }

        (_stream, Length) = (stream, stream.Length);
    }

    /// <summary>How many bytes there are.</summary>
    public long Length { get; }

    /// <summary>Bytes from a place on; none when they are not all there, or when too many places were looked at. The next call reuses them.</summary>
    /// <param name="at">The place.</param>
    /// <param name="count">How many, at most 64.</param>
    public ReadOnlySpan<byte> At(long at, int count)
    {
        if (at < 0 || at > Length - count || ++_reads > MostReads)
            return [];
        _stream.Position = at;
        var read = _read.AsSpan(0, count);
        return _stream.ReadAtLeast(read, count, throwOnEndOfStream: false) == count ? read : [];
    }

    /// <summary>Whether these bytes are at a place.</summary>
    public bool Has(long at, ReadOnlySpan<byte> expected) => At(at, expected.Length).SequenceEqual(expected);

    /// <summary>A whole number with its first byte first; null when it is not there.</summary>
    /// <param name="at">The place.</param>
    /// <param name="count">How many bytes it has, at most 8.</param>
    public ulong? BigEndian(long at, int count)
    {
        if (At(at, count) is not { IsEmpty: false } bytes)
            return null;
        var value = 0UL;
        foreach (var next in bytes)
            value = (value << 8) | next;
        return value;
    }

    /// <summary>A whole number of two bytes with its last byte first; null when it is not there.</summary>
    public int? Little16(long at) => At(at, 2) is { IsEmpty: false } bytes ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : null;

    /// <summary>A whole number of four bytes with its last byte first; null when it is not there.</summary>
    public uint? Little32(long at) => At(at, 4) is { IsEmpty: false } bytes ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : null;
}
