using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using MlDash.Json;

namespace MlDash.Series;

/// <summary>
/// The begin of summaries as they are kept: what they are of, and where their pages lie, the largest level first. Each page has a hash here, so that only what
/// is asked for is read.
/// </summary>
internal sealed class SummaryHead
{
    private const long Magic = 0x3259_5241_4D4D_5553;

    /// <summary>
    /// Magic, what is covered, stamp of the data, length of the names; the count of each level; hash of all this and what follows up to the pages.
    /// </summary>
    private const int Numbers = 4 + SummaryLevels.Count + 1;

    private const int PageEntry = 2 * sizeof(long);

    private readonly long[] _numbers;
    private readonly (long Begin, int Length, long Hash)[][] _pages = new (long, int, long)[SummaryLevels.Count][];

    private SummaryHead(long[] numbers, ReadOnlySpan<byte> names, ReadOnlySpan<byte> pages)
    {
        _numbers = numbers;
        Names = names.IsEmpty ? [] : Encoding.UTF8.GetString(names).Split('\0');
        var begin = (Numbers * sizeof(long)) + (long)names.Length + pages.Length;
        for (var level = SummaryLevels.Top; level >= 0; level--)
        {
            _pages[level] = new (long, int, long)[SummaryPage.NeededFor(Count(level))];
            foreach (ref var page in _pages[level].AsSpan())
            {
                page = (begin, (int)BinaryPrimitives.ReadInt64LittleEndian(pages), BinaryPrimitives.ReadInt64LittleEndian(pages[sizeof(long)..]));
                begin += page.Length;
                pages = pages[PageEntry..];
            }
        }
    }

    /// <summary>That of no summaries.</summary>
    public static SummaryHead Empty { get; } = new(new long[Numbers], [], []);

    /// <summary>How much of the data is covered, in bytes or points.</summary>
    public long Covered => _numbers[1];

    /// <summary>What tells the data from any other.</summary>
    public long Stamp => _numbers[2];

    /// <summary>Names of the fields, in the order of their slots from 1 on.</summary>
    public string[] Names { get; }

    /// <summary>How many summaries there are at a level.</summary>
    public int Count(int level) => (int)_numbers[4 + level];

    /// <summary>Where a page of a level lies, and the hash of its bytes.</summary>
    public (long Begin, int Length, long Hash) Page(int level, int page) => _pages[level][page];

    /// <summary>Reads it; null when it is torn or something else.</summary>
    public static async ValueTask<SummaryHead?> ReadAsync(SummarySource read, CancellationToken cancellationToken)
    {
        const int size = Numbers * sizeof(long);
        var bytes = await read(0, size, cancellationToken).ConfigureAwait(false);
        if (bytes.Length < size || NumbersIn(bytes.Span) is not { } numbers)
            return null;
        var rest = numbers[3] + (numbers.AsSpan(4, SummaryLevels.Count).ToArray().Sum(count => (long)SummaryPage.NeededFor((int)count)) * PageEntry);
        if (rest > int.MaxValue)
            return null;
        var more = await read(size, (int)rest, cancellationToken).ConfigureAwait(false);
        return more.Length == rest && numbers[^1] == HashOf(bytes.Span[..^sizeof(long)], more.Span)
            ? new(numbers, more.Span[..(int)numbers[3]], more.Span[(int)numbers[3]..])
            : null;
    }

    /// <summary>Writes it.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="covered">How much of the data is covered.</param>
    /// <param name="stamp">What tells the data from any other.</param>
    /// <param name="fields">The fields.</param>
    /// <param name="counts">How many summaries there are at each level.</param>
    /// <param name="pages">All pages in the order in which they follow.</param>
    public static void Write(
        PooledBuffer target, long covered, long stamp, FieldTable fields, IReadOnlyList<int> counts, IReadOnlyList<ReadOnlyMemory<byte>> pages)
    {
        var names = Encoding.UTF8.GetBytes(string.Join('\0', Enumerable.Range(1, fields.Count - 1).Select(slot => fields[slot])));
        using var rest = new PooledBuffer();
        rest.Write(names);
        foreach (var page in pages)
        {
            WriteNumber(rest, page.Length);
            WriteNumber(rest, (long)XxHash3.HashToUInt64(page.Span));
        }

        var start = target.Length;
        foreach (var number in (ReadOnlySpan<long>)[Magic, covered, stamp, names.Length, .. counts.Select(count => (long)count)])
            WriteNumber(target, number);
        WriteNumber(target, HashOf(target.WrittenSpan[start..], rest.WrittenSpan));
        target.Write(rest.WrittenSpan);
    }

    /// <summary>The numbers; null when they can be none of summaries.</summary>
    private static long[]? NumbersIn(ReadOnlySpan<byte> bytes)
    {
        var numbers = new long[Numbers];
        for (var at = 0; at < numbers.Length; at++)
            numbers[at] = BinaryPrimitives.ReadInt64LittleEndian(bytes[(at * sizeof(long))..]);
        return numbers[0] == Magic && Array.TrueForAll(numbers[3..^1], number => number is >= 0 and <= int.MaxValue) ? numbers : null;
    }

    private static long HashOf(ReadOnlySpan<byte> numbers, ReadOnlySpan<byte> rest)
    {
        var hash = new XxHash3();
        hash.Append(numbers);
        hash.Append(rest);
        return (long)hash.GetCurrentHashAsUInt64();
    }

    private static void WriteNumber(PooledBuffer target, long number)
    {
        BinaryPrimitives.WriteInt64LittleEndian(target.GetSpan(sizeof(long)), number);
        target.Advance(sizeof(long));
    }
}
