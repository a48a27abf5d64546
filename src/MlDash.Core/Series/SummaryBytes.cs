using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using MlDash.Json;

namespace MlDash.Series;

/// <summary>
/// Summaries of a metric as they are kept, wherever that is: level by level, with the place where each block begins. Each part has a hash, so that only what
/// is asked for is read.
/// </summary>
/// <remarks>
/// A header, the names of the fields, then the largest level and each smaller one. A level is: for each summary the end of its bytes (4 bytes), at level 0
/// also where its block begins (8 bytes), then their bytes.
/// </remarks>
internal sealed class SummaryBytes
{
    private const long Magic = 0x3159_5241_4D4D_5553;

    /// <summary>
    /// Magic, what is covered, stamp of the data, length of the names; for each level count, length and hash; hash of all this with the names.
    /// </summary>
    private const int HeaderSize = (4 + (3 * SummaryLevels.Count) + 1) * sizeof(long);

    private readonly Func<long, int, ReadOnlyMemory<byte>> _read;
    private readonly long[] _header;
    private readonly long _begin;
    private readonly ReadOnlyMemory<byte>?[] _parts = new ReadOnlyMemory<byte>?[SummaryLevels.Count];

    private SummaryBytes(Func<long, int, ReadOnlyMemory<byte>> read, long[] header, string[] names, long begin)
    {
        _read = read;
        _header = header;
        Names = names;
        _begin = begin;
    }

    /// <summary>How much of the data is covered, in bytes or points.</summary>
    public long Covered => _header[1];

    /// <summary>What tells the data from any other.</summary>
    public long Stamp => _header[2];

    /// <summary>Names of the fields, in the order of their slots from 1 on.</summary>
    public string[] Names { get; }

    /// <summary>No summaries.</summary>
    public static SummaryBytes None() => new((_, _) => default, new long[HeaderSize / sizeof(long)], [], 0);

    /// <summary>What is kept; null when it is torn or something else.</summary>
    /// <param name="read">Reads bytes from a place on; fewer than it is asked for where they end.</param>
    /// <param name="length">How many there are.</param>
    /// <exception cref="DecoderFallbackException">The names are no text.</exception>
    public static SummaryBytes? Open(Func<long, int, ReadOnlyMemory<byte>> read, long length)
    {
        var bytes = read(0, HeaderSize).Span;
        if (bytes.Length < HeaderSize)
            return null;
        var header = new long[HeaderSize / sizeof(long)];
        for (var at = 0; at < header.Length; at++)
            header[at] = BinaryPrimitives.ReadInt64LittleEndian(bytes[(at * sizeof(long))..]);
        if (header[0] != Magic || header[3] < 0 || header[3] > length - HeaderSize)
            return null;
        var names = read(HeaderSize, (int)header[3]).Span;
        if (names.Length < header[3] || header[^1] != HeaderHash(bytes[..^sizeof(long)], names))
            return null;
        return new(read, header, names.IsEmpty ? [] : Encoding.UTF8.GetString(names).Split('\0'), HeaderSize + names.Length);
    }

    /// <summary>Writes summaries as <see cref="Open"/> reads them.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="covered">How much of the data is covered.</param>
    /// <param name="stamp">What tells the data from any other.</param>
    /// <param name="fields">The fields.</param>
    /// <param name="levels">The bytes of all summaries, level by level.</param>
    /// <param name="begins">Where each block begins.</param>
    public static void Write(
        PooledBuffer target, long covered, long stamp, FieldTable fields, IReadOnlyList<ReadOnlyMemory<byte>>[] levels, IReadOnlyList<long> begins)
    {
        var header = new long[HeaderSize / sizeof(long)];
        var names = Encoding.UTF8.GetBytes(string.Join('\0', Enumerable.Range(1, fields.Count - 1).Select(slot => fields[slot])));
        (header[0], header[1], header[2], header[3]) = (Magic, covered, stamp, names.Length);
        using var parts = new PooledBuffer();
        for (var level = SummaryLevels.Count - 1; level >= 0; level--)
        {
            var begin = parts.Length;
            WritePart(parts, level, levels[level], begins);
            header[4 + (3 * level)] = levels[level].Count;
            header[5 + (3 * level)] = parts.Length - begin;
            header[6 + (3 * level)] = (long)XxHash3.HashToUInt64(parts.WrittenSpan[begin..]);
        }

        var start = target.Length;
        foreach (var number in header.AsSpan(..^1))
            WriteNumber(target, number);
        WriteNumber(target, HeaderHash(target.WrittenSpan[start..], names));
        target.Write(names);
        target.Write(parts.WrittenSpan);
    }

    /// <summary>How many summaries there are at a level.</summary>
    public int Count(int level) => (int)_header[4 + (3 * level)];

    /// <summary>Reads all parts.</summary>
    /// <exception cref="FormatException">One is damaged.</exception>
    public void RequireWhole()
    {
        for (var level = 0; level < SummaryLevels.Count; level++)
            Part(level);
    }

    /// <summary>A summary.</summary>
    /// <exception cref="FormatException">What is kept is damaged there.</exception>
    public BlockSummary Summary(int level, int at) => SummaryCodec.Read(Bytes(level, at).Span);

    /// <summary>The bytes of a summary.</summary>
    /// <exception cref="FormatException">What is kept is damaged there.</exception>
    public ReadOnlyMemory<byte> Bytes(int level, int at)
    {
        var part = Part(level);
        var heads = Count(level) * HeadSize(level);
        var begin = at == 0 ? 0 : End(part.Span, level, at - 1);
        return part[(heads + begin)..(heads + End(part.Span, level, at))];
    }

    /// <summary>Where a block begins in the data.</summary>
    /// <exception cref="FormatException">What is kept is damaged there.</exception>
    public long BeginOf(int block) => BinaryPrimitives.ReadInt64LittleEndian(Part(0).Span[((block * HeadSize(0)) + sizeof(int))..]);

    private static int HeadSize(int level) => level == 0 ? sizeof(int) + sizeof(long) : sizeof(int);

    private static int End(ReadOnlySpan<byte> part, int level, int at) => BinaryPrimitives.ReadInt32LittleEndian(part[(at * HeadSize(level))..]);

    private static long HeaderHash(ReadOnlySpan<byte> header, ReadOnlySpan<byte> names)
    {
        var hash = new XxHash3();
        hash.Append(header);
        hash.Append(names);
        return (long)hash.GetCurrentHashAsUInt64();
    }

    private static void WritePart(PooledBuffer target, int level, IReadOnlyList<ReadOnlyMemory<byte>> summaries, IReadOnlyList<long> begins)
    {
        var end = 0;
        for (var at = 0; at < summaries.Count; at++)
        {
            end += summaries[at].Length;
            BinaryPrimitives.WriteInt32LittleEndian(target.GetSpan(sizeof(int)), end);
            target.Advance(sizeof(int));
            if (level == 0)
                WriteNumber(target, begins[at]);
        }

        foreach (var summary in summaries)
            target.Write(summary.Span);
    }

    private static void WriteNumber(PooledBuffer target, long number)
    {
        BinaryPrimitives.WriteInt64LittleEndian(target.GetSpan(sizeof(long)), number);
        target.Advance(sizeof(long));
    }

    private ReadOnlyMemory<byte> Part(int level)
    {
        if (_parts[level] is { } known)
            return known;
        var begin = _begin;
        for (var larger = SummaryLevels.Count - 1; larger > level; larger--)
            begin += LengthOf(larger);
        var part = _read(begin, (int)Math.Min(LengthOf(level), int.MaxValue));
        // The hash is over all that the numbers in it lead to.
        return part.Length == LengthOf(level) && (long)XxHash3.HashToUInt64(part.Span) == _header[6 + (3 * level)]
            ? (_parts[level] = part).Value
            : throw new FormatException("The summaries are damaged.");
    }

    private long LengthOf(int level) => _header[5 + (3 * level)];
}
