using System.Collections.Frozen;

namespace MlDash.Export;

/// <summary>
/// What Parquet's own structs hold, by the format's published definition. A field of another kind than this is damage: readers that expect a kind read on at
/// the wrong place, and take what comes for lengths.
/// </summary>
internal static class ParquetStructs
{
    /// <summary>The struct of a whole file.</summary>
    public const string File = nameof(File);

    /// <summary>The struct of a page.</summary>
    public const string Page = nameof(Page);

    private const string Nothing = nameof(Nothing);

    /// <summary>
    /// Fields from 1 on: <c>i</c> a whole number, <c>y</c> one byte, <c>b</c> a flag, <c>s</c> bytes, a name a struct, <c>[…]</c> a list, <c>-</c> none. Later
    /// fields are skipped.
    /// </summary>
    private static readonly FrozenDictionary<string, string[]> _structs = new Dictionary<string, string>
    {
        [File] = "i [Element] i [Group] [Pair] s [Order]",
        ["Element"] = "i i i s i i i i i Meaning",
        ["Meaning"] = "Nothing Nothing Nothing Nothing Decimal Nothing Time Time - Whole Nothing Nothing Nothing Nothing Nothing",
        ["Decimal"] = "i i",
        ["Time"] = "b Unit",
        ["Unit"] = "Nothing Nothing Nothing",
        ["Whole"] = "y b",
        ["Group"] = "[Chunk] i i [Sorting] i i i",
        ["Sorting"] = "i b b",
        ["Chunk"] = "s i Column i i i i",
        ["Column"] = "i [i] [s] i i i i [Pair] i i i Statistics [Encoding] i i Sizes",
        ["Statistics"] = "s s i i s s b b",
        ["Encoding"] = "i i i",
        ["Sizes"] = "i [i] [i]",
        ["Pair"] = "s s",
        ["Order"] = "Nothing",
        [Page] = "i i i i Data Nothing Dictionary Data2",
        ["Data"] = "i i i i Statistics",
        ["Dictionary"] = "i i b",
        ["Data2"] = "i i i i i i b Statistics",
        [Nothing] = string.Empty,
    }.ToFrozenDictionary(one => one.Key, one => one.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Reads over a struct.</summary>
    /// <param name="reader">Where it begins.</param>
    /// <param name="name">Which one it is.</param>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static void Check(ref ThriftReader reader, string name)
    {
        var fields = _structs[name];
        var id = 0;
        while (reader.Field(ref id, out var kind))
        {
            if (id < 1 || name == Nothing)
                throw ThriftReader.Damaged();
            if (id > fields.Length || fields[id - 1] == "-")
                reader.Skip(kind);
            else
                CheckValue(ref reader, fields[id - 1], kind);
        }
    }

    private static void CheckValue(ref ThriftReader reader, string expected, ThriftKind kind)
    {
        switch (expected)
        {
            // A byte is written as it is, other whole numbers seven bits a byte: who takes one for the other reads on at the wrong place.
            case "i" when kind != ThriftKind.Byte:
            case "y" when kind == ThriftKind.Byte:
                reader.Whole(kind);
                break;
            case "b" when kind is ThriftKind.True or ThriftKind.False:
                break;
            case "s" when kind == ThriftKind.Binary:
                reader.Skip(kind);
                break;
            case ['[', .. var element, ']']:
                CheckList(ref reader, element, kind);
                break;
            case { Length: > 1 }:
                ThriftReader.Struct(kind);
                Check(ref reader, expected);
                break;
            default:
                throw ThriftReader.Damaged();
        }
    }

    private static void CheckList(ref ThriftReader reader, string element, ThriftKind kind)
    {
        var count = reader.List(kind, out var elements);
        for (var left = count; left > 0; left--)
            CheckValue(ref reader, element, elements);
    }
}
