using System.Buffers.Binary;
using Parquet;
using Parquet.Meta;
using Parquet.Schema;

namespace MlDash.Export;

/// <summary>
/// Looks at what a Parquet file says about itself before it is believed: the library that reads it believes every length, and a small file that anybody
/// made could have it take all memory.
/// </summary>
internal static class ParquetBounds
{
    /// <summary>The largest page, as it is and decompressed: writers make pages of about 1 MB.</summary>
    private const int LargestPage = 64 << 20;

    /// <summary>Values that take next to no bytes, such as a million times the same.</summary>
    private const long MostFreeValues = 1 << 20;

    /// <summary>What a decimal number of .NET has at most.</summary>
    private const int MostDecimals = 28;

    // In the last 32 bits of such a number are its sign and its scale; the others are 0.
    private const int UnusedBits = 0x7F00FFFF;
    private const int ScaleBits = 16;

    private const int Tail = 8;
    private const int LongestHeader = 1 << 16;

    /// <summary>Checks what stands at the end of a file about all of it: that no list is longer than there are bytes for it.</summary>
    /// <param name="file">The file; its position changes.</param>
    /// <exception cref="InvalidDataException">It is no Parquet file, or damaged.</exception>
    public static void CheckFooter(Stream file)
    {
        Span<byte> tail = stackalloc byte[Tail];
        if (file.Length < tail.Length)
            throw NoFooter();
        file.Position = file.Length - tail.Length;
        file.ReadExactly(tail);
        var length = BinaryPrimitives.ReadInt32LittleEndian(tail);
        if (!tail[sizeof(int)..].SequenceEqual("PAR1"u8) || length < 0 || length > Math.Min(LargestPage, file.Length - tail.Length))
            throw NoFooter();
        var footer = new byte[length];
        file.Position = file.Length - tail.Length - length;
        file.ReadExactly(footer);
        var reader = new ThriftReader(footer);
        ParquetStructs.Check(ref reader, ParquetStructs.File);
        file.Position = 0;
    }

    /// <summary>Checks a column of a group of rows.</summary>
    /// <param name="file">The file; its position changes.</param>
    /// <param name="group">The group.</param>
    /// <param name="field">The column.</param>
    /// <exception cref="InvalidDataException">It says what cannot be.</exception>
    public static void Check(Stream file, ParquetRowGroupReader group, DataField field)
    {
        if (field is DecimalDataField { Scale: < 0 or > MostDecimals } exact)
            throw new InvalidDataException($"The column '{field.Path}' has numbers with {exact.Scale} decimal places; at most {MostDecimals} can be read.");
        if (group.GetMetadata(field)?.MetaData is not { } column)
            return;
        if (column.NumValues < 0 || column.NumValues > Math.Max(MostFreeValues, file.Length * 8)
            || (field.MaxRepetitionLevel == 0 && column.NumValues != group.RowCount))
            throw Damaged(field);
        var at = column.DictionaryPageOffset is > 0 and var dictionary && dictionary < column.DataPageOffset ? dictionary : column.DataPageOffset;
        var head = new byte[LongestHeader];
        for (var seen = 0L; seen < column.NumValues;)
        {
            if (at < 0 || at >= file.Length)
                throw Damaged(field);
            file.Position = at;
            var read = file.ReadAtLeast(head, (int)Math.Min(LongestHeader, file.Length - at), throwOnEndOfStream: false);
            var header = new ThriftReader(head.AsSpan(0, read));
            ParquetStructs.Check(ref header, ParquetStructs.Page);
            var page = ParquetPage.Read(head.AsSpan(0, read));
            at += page.HeaderLength;
            if (page.Compressed < 0 || page.Compressed > Math.Min(LargestPage, file.Length - at) || page.Uncompressed is < 0 or > LargestPage
                || page.Values < 0 || page.Values > column.NumValues
                || (column.Codec == CompressionCodec.SNAPPY && SnappyLength(head.AsSpan(page.HeaderLength, read - page.HeaderLength)) > LargestPage))
                throw Damaged(field);
            at += page.Compressed;
            seen += page.Kind == ParquetPage.Dictionary ? 0 : page.Values;
        }
    }

    /// <summary>
    /// A number as it was read. Where a damaged page has fewer values than it says, the library answers what lay in the memory, which may be no number: what
    /// computes with it would fail in any way.
    /// </summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static decimal Exact(decimal number)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(number, bits);
        return (bits[3] & UnusedBits) == 0 && ((bits[3] >> ScaleBits) & byte.MaxValue) <= MostDecimals
            ? number
            : throw new InvalidDataException("A number with decimal places is damaged.");
    }

    /// <summary>What a block of Snappy begins with: how long it is decompressed.</summary>
    private static ulong SnappyLength(ReadOnlySpan<byte> block)
    {
        var length = 0UL;
        for (var at = 0; at < Math.Min(block.Length, 5); at++)
        {
            length |= (ulong)(block[at] & 0x7F) << (7 * at);
            if (block[at] < 0x80)
                break;
        }

        return length;
    }

    private static InvalidDataException NoFooter() => new("It is not a Parquet file, or it is not complete.");

    private static InvalidDataException Damaged(DataField field) => new($"The column '{field.Path}' is damaged: it says of itself what cannot be.");
}
