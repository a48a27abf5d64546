using System.Buffers.Binary;
using MlDash.Export;

namespace MlDash.Dashboard.Tables;

/// <summary>The first values of a page as texts.</summary>
/// <param name="column">The column.</param>
internal sealed class ParquetValues(ParquetColumn column)
{
    // Where the texts begin is behind all of their lengths.
    private const int MostLengths = 1_000_000;

    private readonly ParquetElement _element = column.Element;
    private byte[]? _dictionary;

    /// <summary>Takes the values that others are places of.</summary>
    public void TakeDictionary(byte[] bytes) => _dictionary = _dictionary is null ? bytes : throw VarInt.Damaged();

    /// <summary>Reads values that are there.</summary>
    /// <param name="encoding">How they are encoded.</param>
    /// <param name="bytes">The values of a page.</param>
    /// <param name="count">How many.</param>
    public string[] Read(ParquetEncoding encoding, ReadOnlySpan<byte> bytes, int count) => count == 0 ? [] : encoding switch
    {
        ParquetEncoding.Plain when _element.Stored == ParquetStored.Flag => Flags(bytes, count),
        ParquetEncoding.Plain => Plain(bytes, [.. Enumerable.Range(0, count)]),
        ParquetEncoding.Dictionary or ParquetEncoding.PlainDictionary => Places(bytes, count),
        ParquetEncoding.Runs when _element.Stored == ParquetStored.Flag => Runs(bytes, count),
        ParquetEncoding.Delta when _element.Stored is ParquetStored.Int32 or ParquetStored.Int64 => Deltas(bytes, count),
        ParquetEncoding.DeltaLength when _element.Stored == ParquetStored.Bytes => DeltaLengths(bytes, count),
        ParquetEncoding.SplitBytes => Split(bytes, count),
        _ => throw new InvalidDataException($"column '{column.Name}' is encoded in a way ({(int)encoding}) that is not read here."),
    };

    private static string FlagText(bool flag) => flag ? "true" : "false";

    private static string[] Flags(ReadOnlySpan<byte> bytes, int count)
    {
        if (count > bytes.Length * 8L)
            throw VarInt.Damaged();
        var texts = new string[count];
        for (var at = 0; at < count; at++)
            texts[at] = FlagText((bytes[at >> 3] >> (at & 7) & 1) != 0);
        return texts;
    }

    private static string[] Runs(ReadOnlySpan<byte> bytes, int count)
    {
        var runs = new RunReader(Sized(bytes, out _), 1);
        var texts = new string[count];
        for (var at = 0; at < count; at++)
            texts[at] = FlagText(runs.Next() != 0);
        return texts;
    }

    /// <summary>What a length of 32 bits says that it has.</summary>
    public static ReadOnlySpan<byte> Sized(ReadOnlySpan<byte> bytes, out int whole)
    {
        if (bytes.Length < sizeof(int))
            throw VarInt.Damaged();
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (length < 0 || length > bytes.Length - sizeof(int))
            throw VarInt.Damaged();
        whole = sizeof(int) + length;
        return bytes[sizeof(int)..whole];
    }

    private string[] Places(ReadOnlySpan<byte> bytes, int count)
    {
        if (_dictionary is null || bytes.IsEmpty)
            throw VarInt.Damaged();
        var runs = new RunReader(bytes[1..], bytes[0]);
        var places = new int[count];
        for (var at = 0; at < count; at++)
            places[at] = runs.Next();
        return Plain(_dictionary, places);
    }

    // Values at some places. What says its own length is found by walking along those before it.
    private string[] Plain(ReadOnlySpan<byte> bytes, int[] places)
    {
        var width = ParquetCell.WidthOf(_element);
        var texts = new string[places.Length];
        if (width > 0)
        {
            for (var at = 0; at < places.Length; at++)
            {
                var begin = places[at] * (long)width;
                texts[at] = begin >= 0 && begin + width <= bytes.Length ? ParquetCell.Of(_element, bytes.Slice((int)begin, width)) : throw VarInt.Damaged();
            }

            return texts;
        }

        var wanted = places.Select((place, at) => (Place: place, At: at)).GroupBy(one => one.Place, one => one.At)
            .ToDictionary(one => one.Key, one => one.ToList());
        if (places.Min() < 0)
            throw VarInt.Damaged();
        var last = places.Max();
        for (var place = 0; place <= last; place++)
        {
            var value = Sized(bytes, out var whole);
            if (wanted.TryGetValue(place, out var where))
            {
                var text = ParquetCell.Of(_element, value);
                where.ForEach(at => texts[at] = text);
            }

            bytes = bytes[whole..];
        }

        return texts;
    }

    private string[] Deltas(ReadOnlySpan<byte> bytes, int count)
    {
        var deltas = new DeltaReader(bytes);
        var texts = new string[count];
        Span<byte> value = stackalloc byte[sizeof(long)];
        for (var at = 0; at < count; at++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(value, deltas.Next());
            texts[at] = ParquetCell.Of(_element, value);
        }

        return texts;
    }

    private string[] DeltaLengths(ReadOnlySpan<byte> bytes, int count)
    {
        var deltas = new DeltaReader(bytes);
        if (deltas.Total < count || deltas.Total > MostLengths)
            throw VarInt.Damaged();
        var lengths = new long[count];
        for (var at = 0L; at < deltas.Total; at++)
        {
            var length = deltas.Next();
            if (at < count)
                lengths[at] = length;
        }

        var begin = (long)deltas.End;
        var texts = new string[count];
        for (var at = 0; at < count; begin += lengths[at++])
        {
            if (lengths[at] < 0 || lengths[at] > bytes.Length - begin)
                throw VarInt.Damaged();
            texts[at] = ParquetCell.Of(_element, bytes.Slice((int)begin, (int)lengths[at]));
        }

        return texts;
    }

    // The first bytes of all values, then their second ones, and so on.
    private string[] Split(ReadOnlySpan<byte> bytes, int count)
    {
        const int Widest = 64;
        var width = ParquetCell.WidthOf(_element);
        if (width is 0 or > Widest || bytes.Length / width < count)
            throw VarInt.Damaged();
        var stride = bytes.Length / width;
        var texts = new string[count];
        var value = new byte[width];
        for (var at = 0; at < count; at++)
        {
            for (var part = 0; part < width; part++)
                value[part] = bytes[(part * stride) + at];
            texts[at] = ParquetCell.Of(_element, value);
        }

        return texts;
    }
}
