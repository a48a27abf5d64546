using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Microsoft.Win32.SafeHandles;
using MlDash.Json;
using MlDash.Series;
using MlDash.Storage.Format;

namespace MlDash.Storage.Local;

/// <summary>
/// The file <c>.mldash-summary</c> beside the data of a metric: summaries of its blocks, level by level, with the place where each block begins.
/// Each part of it has a hash, so that only what is asked for is read. A file that is torn, foreign, or of other data is as good as none.
/// </summary>
/// <remarks>
/// The largest level lies first, then each smaller one. A part is: for each summary the end of its bytes (4 bytes), at level 0 also where its block begins in
/// the data (8 bytes), then their bytes.
/// </remarks>
internal sealed class SummaryFile : IDisposable
{
    public const string FileName = ".mldash-summary";

    private const long Magic = 0x3159_5241_4D4D_5553;

    /// <summary>
    /// Magic, bytes covered, fingerprint of the data, length of the names; for each level count, length and hash; hash of all this with the names.
    /// </summary>
    private const int HeaderSize = (4 + (3 * SummaryLevels.Count) + 1) * sizeof(long);

    private readonly SafeFileHandle? _file;
    private readonly long[] _counts;
    private readonly long[] _lengths;
    private readonly long[] _hashes;
    private readonly long _begin;
    private readonly byte[]?[] _parts = new byte[]?[SummaryLevels.Count];

    private SummaryFile(SafeFileHandle? file, long[] header, string[] names, long begin)
    {
        _file = file;
        Covered = header[1];
        Names = names;
        _begin = begin;
        _counts = [.. Enumerable.Range(0, SummaryLevels.Count).Select(level => header[4 + (3 * level)])];
        _lengths = [.. Enumerable.Range(0, SummaryLevels.Count).Select(level => header[5 + (3 * level)])];
        _hashes = [.. Enumerable.Range(0, SummaryLevels.Count).Select(level => header[6 + (3 * level)])];
    }

    /// <summary>Bytes of the data covered.</summary>
    public long Covered { get; }

    /// <summary>Names of the fields, in the order of their slots from 1 on.</summary>
    public string[] Names { get; }

    /// <summary>The summaries beside a data file; empty ones where there are none that fit.</summary>
    public static SummaryFile Open(string dataPath, SafeFileHandle data)
    {
        SafeFileHandle? file = null;
        try
        {
            file = LineReader.OpenFile(PathBeside(dataPath));
            if (file is not null && Read(file, data) is { } found)
                return found;
        }
        catch (Exception unreadable) when (unreadable is MlDashException or IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            // An aid that cannot be read is none.
        }

        file?.Dispose();
        return None();
    }

    /// <summary>No summaries.</summary>
    public static SummaryFile None() => new(null, new long[HeaderSize / sizeof(long)], [], 0);

    /// <summary>How many summaries there are at a level.</summary>
    public int Count(int level) => (int)_counts[level];

    /// <summary>A summary.</summary>
    /// <exception cref="FormatException">The file is damaged there.</exception>
    public BlockSummary Summary(int level, int at) => SummaryCodec.Read(Bytes(level, at).Span);

    /// <summary>The bytes of a summary.</summary>
    /// <exception cref="FormatException">The file is damaged there.</exception>
    public ReadOnlyMemory<byte> Bytes(int level, int at)
    {
        var part = Part(level);
        var heads = Count(level) * HeadSize(level);
        var begin = at == 0 ? 0 : End(part, level, at - 1);
        return part.AsMemory(heads + begin, End(part, level, at) - begin);
    }

    /// <summary>Where a block begins in the data.</summary>
    /// <exception cref="FormatException">The file is damaged there.</exception>
    public long BeginOf(int block) => BinaryPrimitives.ReadInt64LittleEndian(Part(0).AsSpan((block * HeadSize(0)) + sizeof(int)));

    /// <summary>Puts summaries in the place of those that were there.</summary>
    /// <param name="dataPath">The data file.</param>
    /// <param name="data">The same, open.</param>
    /// <param name="covered">Bytes covered.</param>
    /// <param name="fields">The fields.</param>
    /// <param name="levels">The bytes of all summaries, level by level.</param>
    /// <param name="begins">Where each block begins.</param>
    public static void Save(
        string dataPath, SafeFileHandle data, long covered, FieldTable fields, IReadOnlyList<ReadOnlyMemory<byte>>[] levels, IReadOnlyList<long> begins)
    {
        var header = new long[HeaderSize / sizeof(long)];
        var names = Encoding.UTF8.GetBytes(string.Join('\0', Enumerable.Range(1, fields.Count - 1).Select(slot => fields[slot])));
        (header[0], header[1], header[2], header[3]) = (Magic, covered, Fingerprint(data, covered), names.Length);
        using var parts = new PooledBuffer();
        for (var level = SummaryLevels.Count - 1; level >= 0; level--)
        {
            var begin = parts.Length;
            WritePart(parts, level, levels[level], begins);
            header[4 + (3 * level)] = levels[level].Count;
            header[5 + (3 * level)] = parts.Length - begin;
            header[6 + (3 * level)] = (long)XxHash3.HashToUInt64(parts.WrittenSpan[begin..]);
        }

        using var file = new PooledBuffer(HeaderSize + names.Length + parts.Length);
        foreach (var number in header.AsSpan(..^1))
            WriteNumber(file, number);
        WriteNumber(file, HeaderHash(file.WrittenSpan, names));
        file.Write(names);
        file.Write(parts.WrittenSpan);
        try
        {
            SmallDocument.Write(PathBeside(dataPath), file.WrittenSpan);
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            // Reading a folder that cannot be written to is no fault; the next reader summarises again.
        }
    }

    public void Dispose() => _file?.Dispose();

    private static string PathBeside(string dataPath) => Path.Combine(Path.GetDirectoryName(dataPath)!, FileName);

    private static int HeadSize(int level) => level == 0 ? sizeof(int) + sizeof(long) : sizeof(int);

    private static int End(byte[] part, int level, int at) => BinaryPrimitives.ReadInt32LittleEndian(part.AsSpan(at * HeadSize(level)));

    private static SummaryFile? Read(SafeFileHandle file, SafeFileHandle data)
    {
        var bytes = new byte[HeaderSize];
        if (RandomAccess.Read(file, bytes, 0) < HeaderSize)
            return null;
        var header = new long[HeaderSize / sizeof(long)];
        for (var at = 0; at < header.Length; at++)
            header[at] = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at * sizeof(long)));
        var length = RandomAccess.GetLength(file);
        if (header[0] != Magic || header[3] < 0 || header[3] > length - HeaderSize)
            return null;
        var names = new byte[header[3]];
        if (RandomAccess.Read(file, names, HeaderSize) < names.Length || header[^1] != HeaderHash(bytes.AsSpan(..^sizeof(long)), names))
            return null;
        if (header[1] > RandomAccess.GetLength(data) || header[2] != Fingerprint(data, header[1]))
            return null;
        return new(file, header, names.Length == 0 ? [] : Encoding.UTF8.GetString(names).Split('\0'), HeaderSize + names.Length);
    }

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

    /// <summary>A hash of places that lie evenly over the data up to what is covered: other data gives another, also of the same length.</summary>
    private static long Fingerprint(SafeFileHandle data, long covered)
    {
        const int places = 16, length = 128;
        var hash = new XxHash3(covered);
        Span<byte> bytes = stackalloc byte[length];
        for (var place = 0; place < places; place++)
        {
            var at = Math.Max(covered - length, 0) * place / (places - 1);
            var read = RandomAccess.Read(data, bytes[..(int)Math.Min(length, covered - at)], at);
            hash.Append(bytes[..read]);
        }

        return (long)hash.GetCurrentHashAsUInt64();
    }

    private byte[] Part(int level)
    {
        if (_parts[level] is { } known)
            return known;
        var begin = _begin;
        for (var larger = SummaryLevels.Count - 1; larger > level; larger--)
            begin += _lengths[larger];
        var part = new byte[Math.Min(_lengths[level], RandomAccess.GetLength(_file!))];
        var read = RandomAccess.Read(_file!, part, begin);
        // The hash is over all that the numbers in it lead to.
        return read == _lengths[level] && (long)XxHash3.HashToUInt64(part) == _hashes[level]
            ? _parts[level] = part
            : throw new FormatException($"'{FileName}' is damaged.");
    }
}
