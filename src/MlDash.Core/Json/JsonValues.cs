using System.Collections.Specialized;
using System.Text.Json;
using MlDash.Protocol;

namespace MlDash.Json;

/// <summary>
/// Reads any JSON into plain values: null, <see cref="bool"/>, <see cref="string"/>, the numbers of <see cref="JsonNumbers"/>,
/// <c>object?[]</c> and <see cref="OrderedDictionary"/> (keys in their order, a doubled key: the last wins).
/// </summary>
internal static class JsonValues
{
    /// <summary>
    /// For every reader of stored JSON: as deep as the writer goes, and by the one level deeper that the line of a point wraps around its fields.
    /// </summary>
    public static readonly JsonReaderOptions Lenient = new() { CommentHandling = JsonCommentHandling.Disallow, MaxDepth = ValueWriter.MaxDepth + 1 };

    /// <summary>Parses a whole document; bytes may be changed in place (see <see cref="JsonNumbers.Admit"/>).</summary>
    /// <exception cref="JsonException">The bytes are no JSON.</exception>
    public static object? Parse(Span<byte> utf8)
    {
        if (utf8.StartsWith("\uFEFF"u8))
            utf8 = utf8[3..];
        JsonNumbers.Admit(utf8);
        var reader = new Utf8JsonReader(utf8, Lenient);
        reader.Read();
        var value = Read(ref reader);
        return reader.Read() ? throw new JsonException("There is text after the end of the document.") : value;
    }

    /// <summary>The value the reader stands on; afterwards the reader stands on its last token.</summary>
    public static object? Read(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        JsonTokenType.String => ReadString(ref reader),
        JsonTokenType.Number => JsonNumbers.Read(ref reader),
        JsonTokenType.StartArray => ReadArray(ref reader),
        JsonTokenType.StartObject => ReadObject(ref reader),
        _ => throw new JsonException($"Expected a JSON value, but found {reader.TokenType}."),
    };

    /// <summary>The text the reader stands on; lone surrogates become U+FFFD.</summary>
    public static string ReadString(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException) when (reader.ValueIsEscaped)
        {
            return LoneSurrogates.Unescape(reader.ValueSpan);
        }
        catch (InvalidOperationException fault)
        {
            throw new JsonException("The text is not valid UTF-8.", fault);
        }
    }

    private static object?[] ReadArray(ref Utf8JsonReader reader)
    {
        var items = new List<object?>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            items.Add(Read(ref reader));
        return [.. items];
    }

    /// <summary>
    /// Keys are found without regard to case, as PowerShell does, unless the document itself has two that differ in case only.
    /// </summary>
    private static OrderedDictionary ReadObject(ref Utf8JsonReader reader)
    {
        var map = NewMap();
        var exact = false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var key = ReadString(ref reader);
            reader.Read();
            var value = Read(ref reader);
            if (!exact && map.Contains(key) && !HasExactly(map, key))
            {
                map = Exact(map);
                exact = true;
            }

            map[key] = value;
        }

        return map;
    }

    /// <summary>An empty ordered dictionary as readers hand them out.</summary>
    public static OrderedDictionary NewMap() => new(StringComparer.OrdinalIgnoreCase);

    private static bool HasExactly(OrderedDictionary map, string key)
    {
        foreach (string existing in map.Keys)
        {
            if (existing == key)
                return true;
        }

        return false;
    }

    private static OrderedDictionary Exact(OrderedDictionary map)
    {
        var copy = new OrderedDictionary(StringComparer.Ordinal);
        foreach (System.Collections.DictionaryEntry entry in map)
            copy.Add(entry.Key, entry.Value);
        return copy;
    }
}
