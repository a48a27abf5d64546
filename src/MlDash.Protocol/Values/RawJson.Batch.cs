using System.Text.Json;

namespace MlDash.Protocol;

/// <content>Texts that are mostly one long array.</content>
public readonly partial record struct RawJson
{
    /// <summary>
    /// Reads one whole JSON text that is mostly one long array, in one pass: what <see cref="Parse(ReadOnlyMemory{byte})"/> and <see cref="ToDictionary"/>
    /// would say, and the elements of one member on the way.
    /// </summary>
    /// <param name="utf8">The text.</param>
    /// <param name="arrayMember">The member whose elements are wanted.</param>
    /// <param name="items">Takes them. What it has taken counts only when the whole text is JSON.</param>
    /// <exception cref="FormatException">The text is not JSON; the message says where.</exception>
    public static (RawJson Whole, IReadOnlyDictionary<string, RawJson> Members) ParseBatch(ReadOnlyMemory<byte> utf8, string arrayMember, IBatchItems items)
    {
        var (text, masked) = Prepare(utf8);
        var members = new Dictionary<string, RawJson>(StringComparer.Ordinal);
        try
        {
            var reader = new Utf8JsonReader(masked.Span, _reading);
            reader.Read();
            var whole = (int)reader.TokenStartIndex;
            if (reader.TokenType != JsonTokenType.StartObject)
                reader.Skip();
            else
                ReadMembers(ref reader);
            var end = (int)reader.BytesConsumed;
            ExpectEnd(ref reader);
            return (new RawJson(text[whole..end], masked[whole..end]), members);
        }
        catch (JsonException e)
        {
            throw new FormatException($"Not a JSON text: {e.Message}", e);
        }

        void ReadMembers(ref Utf8JsonReader reader)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = Unescape(ref reader);
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                if (name != arrayMember || reader.TokenType != JsonTokenType.StartArray)
                {
                    members[name] = Here(ref reader);
                    continue;
                }

                ReadItems(ref reader);
                var end = (int)reader.BytesConsumed;
                members[name] = new RawJson(text[start..end], masked[start..end]);
            }
        }

        void ReadItems(ref Utf8JsonReader reader)
        {
            items.Begin();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                items.Add(Here(ref reader));
        }

        RawJson Here(ref Utf8JsonReader reader)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            var end = (int)reader.BytesConsumed;
            return new RawJson(text[start..end], masked[start..end]);
        }
    }

    /// <summary>The same, with the elements in a list.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="arrayMember">The member whose elements are wanted.</param>
    /// <exception cref="FormatException">The text is not JSON; the message says where.</exception>
    public static (RawJson Whole, IReadOnlyDictionary<string, RawJson> Members, IReadOnlyList<RawJson> Items) ParseBatch(
        ReadOnlyMemory<byte> utf8, string arrayMember)
    {
        var items = new ItemList();
        var (whole, members) = ParseBatch(utf8, arrayMember, items);
        return (whole, members, items.All);
    }

    private sealed class ItemList : IBatchItems
    {
        public List<RawJson> All { get; } = [];

        public void Begin() => All.Clear();

        public void Add(RawJson item) => All.Add(item);
    }
}
