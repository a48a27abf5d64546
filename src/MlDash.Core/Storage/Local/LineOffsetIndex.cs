using System.Buffers.Binary;
using System.IO.Hashing;
using Microsoft.Win32.SafeHandles;

namespace MlDash.Storage.Local;

/// <summary>
/// Where every 1,000th line of a file begins, so that a reader seeks instead of scanning. Kept beside the data in <c>.mldash-index</c>;
/// it covers the file up to some length and is carried on from there. An index whose data was replaced is noticed by a
/// hash of the bytes before its end, and is rebuilt. It is an aid, never the truth: without write access it stays in memory.
/// </summary>
internal sealed class LineOffsetIndex
{
    public const string FileName = ".mldash-index";

    /// <summary>Lines between two noted offsets.</summary>
    public const int Stride = 1000;

    private const long Magic = 0x3158_4449_4853_4144;
    private const int HeaderSize = 32;
    private const int Fingerprinted = 256;
    private const int Block = 1 << 20;

    private readonly List<long> _offsets;

    private LineOffsetIndex(List<long> offsets, long covered, long lines)
    {
        _offsets = offsets;
        Covered = covered;
        Lines = lines;
    }

    /// <summary>Bytes covered; the end of a whole line.</summary>
    public long Covered { get; private set; }

    /// <summary>Whole lines in the covered part.</summary>
    public long Lines { get; private set; }

    /// <summary>The index of an open data file, brought up to its present end.</summary>
    /// <param name="dataPath">Where the data file lies; the index lies beside it.</param>
    /// <param name="data">The data file.</param>
    /// <param name="cancellationToken">Ends the reading of what is not covered yet.</param>
    public static LineOffsetIndex Of(string dataPath, SafeFileHandle data, CancellationToken cancellationToken = default)
    {
        var path = Path.Combine(Path.GetDirectoryName(dataPath)!, FileName);
        var index = Load(path, data) ?? new LineOffsetIndex([], 0, 0);
        var known = index._offsets.Count;
        index.Extend(data, cancellationToken);
        if (index._offsets.Count > known)
            index.Save(path, data);
        return index;
    }

    /// <summary>Whether the index beside a data file says what the data says; an index that is not there says nothing wrong.</summary>
    public static bool IsTrue(string dataPath, SafeFileHandle data, CancellationToken cancellationToken)
    {
        var path = Path.Combine(Path.GetDirectoryName(dataPath)!, FileName);
        if (!File.Exists(path))
            return true;
        if (Load(path, data) is not { } noted)
            return false;
        var found = new LineOffsetIndex([], 0, 0);
        found.Extend(data, cancellationToken, noted.Covered);
        return found.Lines == noted.Lines && found.Covered == noted.Covered && found._offsets.SequenceEqual(noted._offsets);
    }

    /// <summary>The noted place nearest before a line: where it is, and how many lines to skip from there.</summary>
    public (long Offset, long Passed) Seek(long line)
    {
        var slot = (int)Math.Min(line / Stride, _offsets.Count) - 1;
        return slot < 0 ? (0, line) : (_offsets[slot], line - ((slot + 1L) * Stride));
    }

    private void Extend(SafeFileHandle data, CancellationToken cancellationToken, long most = long.MaxValue)
    {
        var buffer = new byte[Block];
        var position = Covered;
        int read;
        while ((read = RandomAccess.Read(data, buffer.AsSpan(0, (int)Math.Min(Block, most - position)), position)) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var at = 0; at < read;)
            {
                var end = buffer.AsSpan(at, read - at).IndexOf((byte)'\n');
                if (end < 0)
                    break;
                at += end + 1;
                Covered = position + at;
                if (++Lines % Stride == 0)
                    _offsets.Add(Covered);
            }

            position += read;
        }
    }

    private static LineOffsetIndex? Load(string path, SafeFileHandle data)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        if (bytes.Length < HeaderSize || (bytes.Length - HeaderSize) % sizeof(long) != 0 || Number(bytes, 0) != Magic)
            return null;
        var (covered, lines, fingerprint) = (Number(bytes, 1), Number(bytes, 2), Number(bytes, 3));
        var offsets = new List<long>((bytes.Length - HeaderSize) / sizeof(long));
        for (var at = HeaderSize; at < bytes.Length; at += sizeof(long))
            offsets.Add(BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at)));
        var trusted = covered <= RandomAccess.GetLength(data) && offsets.Count == lines / Stride && fingerprint == Fingerprint(data, covered, offsets);
        return trusted ? new LineOffsetIndex(offsets, covered, lines) : null;
    }

    private void Save(string path, SafeFileHandle data)
    {
        var bytes = new byte[HeaderSize + (_offsets.Count * sizeof(long))];
        long[] header = [Magic, Covered, Lines, Fingerprint(data, Covered, _offsets)];
        for (var i = 0; i < header.Length; i++)
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * sizeof(long)), header[i]);
        for (var i = 0; i < _offsets.Count; i++)
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(HeaderSize + (i * sizeof(long))), _offsets[i]);
        try
        {
            SmallDocument.Write(path, bytes);
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            // Reading a folder that cannot be written to is no fault; the next reader builds the index again.
        }
    }

    /// <summary>A hash over the index itself and the data just before its end: other data, or a torn index, gives another.</summary>
    private static long Fingerprint(SafeFileHandle data, long covered, List<long> offsets)
    {
        var hash = new XxHash64(covered);
        var tail = new byte[(int)Math.Min(Fingerprinted, covered)];
        RandomAccess.Read(data, tail, covered - tail.Length);
        hash.Append(tail);
        Span<byte> number = stackalloc byte[sizeof(long)];
        foreach (var offset in offsets)
        {
            BinaryPrimitives.WriteInt64LittleEndian(number, offset);
            hash.Append(number);
        }

        return (long)hash.GetCurrentHashAsUInt64();
    }

    private static long Number(byte[] header, int slot) => BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(slot * sizeof(long)));
}
