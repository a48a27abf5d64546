using System.Buffers.Binary;
using System.Globalization;
using MlDash.Export;

namespace MlDash.Dashboard.Tables;

/// <summary>The first rows of a table in a file.</summary>
/// <param name="Columns">Names of its first columns.</param>
/// <param name="Rows">Its first rows, a text for each of these columns; null for what is absent.</param>
/// <param name="TotalRows">How many rows it has, as the file says.</param>
/// <param name="TotalColumns">How many columns it has.</param>
internal sealed record TableHead(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string?>> Rows, long TotalRows, int TotalColumns);

/// <summary>
/// Reads the first rows of a Parquet file that anybody may have made. Only their pages are read, and nothing is larger than the bounds here, whatever the file
/// says: a library for whole files would believe it.
/// </summary>
internal sealed class ParquetHead
{
    /// <summary>Bytes of all pages together, as they are and decompressed.</summary>
    public const int MostBytes = 64 << 20;

    private const int MostFooter = 16 << 20;
    private const int MostPages = 5_000;
    private const int LongestHeader = 1 << 16;
    private static readonly byte[] _magic = "PAR1"u8.ToArray();

    private readonly Stream _file;
    private readonly int _rows;
    private long _bytes = MostBytes;
    private int _pages = MostPages;

    private ParquetHead(Stream file, int rows) => (_file, _rows) = (file, rows);

    /// <summary>Reads the first rows.</summary>
    /// <param name="file">The file; it can seek.</param>
    /// <param name="rows">How many rows, at most.</param>
    /// <param name="columns">How many columns, at most.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InvalidDataException">It cannot be read, for the reason that is the message.</exception>
    public static async Task<TableHead> ReadAsync(Stream file, int rows, int columns, CancellationToken cancellationToken)
    {
        var head = new ParquetHead(file, rows);
        var footer = await head.FooterAsync(cancellationToken).ConfigureAwait(false);
        var texts = new List<IReadOnlyList<string?>>();
        for (var at = 0; at < Math.Min(columns, footer.Chunks.Count); at++)
        {
            var column = await head.ColumnAsync(footer.Columns[at], footer.Chunks[at], cancellationToken).ConfigureAwait(false);
            // What is larger than the bound is left out, with all that is behind it; a file of which nothing is left is refused.
            if (column is null && at == 0)
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"its first rows have more than {MostBytes >> 20} MB."));
            if (column is null)
                break;
            texts.Add(column.Cells());
        }

        var shown = footer.Chunks.Count == 0 ? Math.Min(columns, footer.Columns.Count) : texts.Count;
        // Of a column that is damaged there may be less than of another.
        var count = texts.Count == 0 ? 0 : texts.Max(cells => cells.Count);
        return new(
            [.. footer.Columns.Take(shown).Select(column => column.Name)],
            [.. Enumerable.Range(0, count).Select(row => texts.Select(cells => cells.ElementAtOrDefault(row)).ToArray())],
            footer.Rows,
            footer.Columns.Count);
    }

    private async Task<ParquetFooter> FooterAsync(CancellationToken cancellationToken)
    {
        const int Tail = 8;
        if (_file.Length < _magic.Length + Tail)
            throw NotParquet();
        var tail = await ReadAtAsync(_file.Length - Tail, Tail, cancellationToken).ConfigureAwait(false);
        var length = BinaryPrimitives.ReadInt32LittleEndian(tail);
        if (!tail.AsSpan(sizeof(int)).SequenceEqual(_magic) || length < 0 || length > _file.Length - Tail)
            throw NotParquet();
        if (length > MostFooter)
            throw new InvalidDataException("what it says about itself is too long.");
        return ParquetFooter.Read(await ReadAtAsync(_file.Length - Tail - length, length, cancellationToken).ConfigureAwait(false));
    }

    // Null where the pages are too large.
    private async Task<ParquetRows?> ColumnAsync(ParquetColumn column, ParquetChunk chunk, CancellationToken cancellationToken)
    {
        var (rows, values) = (new ParquetRows(column, _rows), new ParquetValues(column));
        var at = chunk.Begin;
        for (var seen = 0L; !rows.IsFull && seen < chunk.Values;)
        {
            if (at < 0 || at >= _file.Length)
                throw VarInt.Damaged();
            var page = ParquetPage.Read(await ReadAtAsync(at, (int)Math.Min(LongestHeader, _file.Length - at), cancellationToken).ConfigureAwait(false));
            at += page.HeaderLength;
            if (page.Compressed < 0 || page.Compressed > _file.Length - at || page.Uncompressed < 0 || page.Values < 0)
                throw VarInt.Damaged();
            _bytes -= (long)page.Compressed + page.Uncompressed;
            if (_bytes < 0 || --_pages < 0)
                return null;
            var stored = await ReadAtAsync(at, page.Compressed, cancellationToken).ConfigureAwait(false);
            at += page.Compressed;
            if (page.Kind == ParquetPage.Dictionary)
                values.TakeDictionary(Decompressed(chunk.Codec, stored, page.Uncompressed));
            else if (page.Kind is ParquetPage.Data or ParquetPage.Data2)
                Take(page, chunk.Codec, stored, column, values, rows);
            seen += page.Kind == ParquetPage.Dictionary ? 0 : page.Values;
        }

        return rows;
    }

    private static void Take(in ParquetPage page, ParquetCodec codec, byte[] stored, ParquetColumn column, ParquetValues values, ParquetRows rows)
    {
        if (page.Kind == ParquetPage.Data2)
        {
            var (repetition, definition) = (page.RepetitionLength, page.DefinitionLength);
            var levels = (long)repetition + definition;
            if (repetition < 0 || definition < 0 || levels > stored.Length || levels > page.Uncompressed)
                throw VarInt.Damaged();
            var rest = stored[(int)levels..];
            rest = page.IsCompressed ? Decompressed(codec, rest, page.Uncompressed - (int)levels) : rest;
            rows.Take(page, stored.AsSpan(0, repetition), stored.AsSpan(repetition, definition), rest, values);
            return;
        }

        ReadOnlySpan<byte> bytes = Decompressed(codec, stored, page.Uncompressed);
        var repetitions = LevelsOf(column.Repetition, ref bytes);
        var definitions = LevelsOf(column.Definition, ref bytes);
        rows.Take(page, repetitions, definitions, bytes, values);
    }

    private static ReadOnlySpan<byte> LevelsOf(int most, ref ReadOnlySpan<byte> bytes)
    {
        if (most == 0)
            return [];
        var levels = ParquetValues.Sized(bytes, out var whole);
        bytes = bytes[whole..];
        return levels;
    }

    private static byte[] Decompressed(ParquetCodec codec, byte[] stored, int length)
    {
        if (codec == ParquetCodec.None && stored.Length == length)
            return stored;
        var bytes = new byte[length];
        codec.Decompress(stored, bytes);
        return bytes;
    }

    private async Task<byte[]> ReadAtAsync(long at, int length, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var bytes = new byte[length];
        _file.Position = at;
        await _file.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
        return bytes;
    }

    private static InvalidDataException NotParquet() => new("it is not a Parquet file, or it is not complete.");
}
