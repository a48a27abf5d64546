using System.Buffers.Binary;
using MlDash.Json;

namespace MlDash.Series;

/// <summary>
/// Neighbouring summaries of a level as bytes: for each the end of its bytes (4 bytes), at level 0 also where its block begins in the data (8 bytes), then
/// their bytes. Nothing in a page depends on another one.
/// </summary>
/// <param name="Level">The level.</param>
/// <param name="Count">How many summaries it has.</param>
/// <param name="Bytes">All of it.</param>
internal readonly record struct SummaryPage(int Level, int Count, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Summaries of a page that is full.</summary>
    public const int Most = 160;

    /// <summary>How many pages a number of summaries needs.</summary>
    public static int NeededFor(int summaries) => (int)(((long)summaries + Most - 1) / Most);

    /// <summary>A page of summaries.</summary>
    /// <param name="level">The level.</param>
    /// <param name="summaries">The summaries.</param>
    /// <param name="begins">Where their blocks begin, at level 0.</param>
    public static SummaryPage Of(int level, IReadOnlyList<BlockSummary> summaries, IReadOnlyList<long> begins)
    {
        using var bytes = new PooledBuffer();
        var heads = summaries.Count * HeadSize(level);
        bytes.GetSpan(heads);
        bytes.Advance(heads);
        var ends = new byte[heads];
        for (var at = 0; at < summaries.Count; at++)
        {
            SummaryCodec.Write(bytes, summaries[at]);
            var head = ends.AsSpan(at * HeadSize(level));
            BinaryPrimitives.WriteInt32LittleEndian(head, bytes.Length);
            if (level == 0)
                BinaryPrimitives.WriteInt64LittleEndian(head[sizeof(int)..], begins[at]);
        }

        var page = bytes.WrittenSpan.ToArray();
        ends.CopyTo(page, 0);
        return new(level, summaries.Count, page);
    }

    /// <summary>A summary.</summary>
    /// <exception cref="FormatException">The bytes are no summary.</exception>
    public BlockSummary Summary(int at) => SummaryCodec.Read(Bytes.Span[(at == 0 ? Count * HeadSize(Level) : End(at - 1))..End(at)]);

    /// <summary>Where a block begins in the data.</summary>
    public long BeginOf(int block) => BinaryPrimitives.ReadInt64LittleEndian(Bytes.Span[((block * HeadSize(Level)) + sizeof(int))..]);

    private static int HeadSize(int level) => level == 0 ? sizeof(int) + sizeof(long) : sizeof(int);

    private int End(int at) => BinaryPrimitives.ReadInt32LittleEndian(Bytes.Span[(at * HeadSize(Level))..]);
}
