using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace MlDash.Protocol;

/// <summary>
/// One JSON value, kept as the bytes it was written with: digits beyond 64 bits, key order and the bare tokens <c>NaN</c>,
/// <c>Infinity</c> and <c>-Infinity</c> survive. <see cref="BareTokens"/> finds them.
/// </summary>
public readonly partial record struct RawJson
{
    private const int MaxDepth = 1000;
    private static readonly JsonReaderOptions _reading = new() { MaxDepth = MaxDepth };

    // The same length as Bytes, with every bare token replaced by a number of equal length: what a strict reader can walk over.
    private readonly ReadOnlyMemory<byte> _masked;

    private RawJson(ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte> masked)
    {
        Bytes = bytes;
        _masked = masked;
    }

    /// <summary>The UTF-8 text as it was given.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The kind of the value; a bare non-finite token is a number.</summary>
    public JsonValueKind Kind => _masked.IsEmpty ? JsonValueKind.Undefined : _masked.Span[0] switch
    {
        (byte)'{' => JsonValueKind.Object,
        (byte)'[' => JsonValueKind.Array,
        (byte)'"' => JsonValueKind.String,
        (byte)'t' => JsonValueKind.True,
        (byte)'f' => JsonValueKind.False,
        (byte)'n' => JsonValueKind.Null,
        _ => JsonValueKind.Number,
    };

    /// <summary>Reads one whole JSON text. Bytes that are no UTF-8 become U+FFFD.</summary>
    /// <exception cref="FormatException">The text is not JSON; the message says where.</exception>
    public static RawJson Parse(ReadOnlyMemory<byte> utf8)
    {
        var (text, masked) = Prepare(utf8);
        try
        {
            var reader = new Utf8JsonReader(masked.Span, _reading);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            var end = (int)reader.BytesConsumed;
            ExpectEnd(ref reader);
            return new RawJson(text[start..end], masked[start..end]);
        }
        catch (JsonException e)
        {
            throw new FormatException($"Not a JSON text: {e.Message}", e);
        }
    }

    /// <summary>Reads one whole JSON text.</summary>
    /// <exception cref="FormatException">The text is not JSON.</exception>
    public static RawJson Parse(string text) => Parse(Encoding.UTF8.GetBytes(text));

    /// <summary>The JSON string that says <paramref name="text"/>.</summary>
    public static RawJson OfText(string text)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            writer.WriteStringValue(text);
        return Parse(buffer.WrittenSpan.ToArray());
    }

    /// <summary>Name and value of each member of an object, in order; a doubled name comes twice. Empty for any other kind.</summary>
    public IReadOnlyList<KeyValuePair<string, RawJson>> Members()
    {
        var members = new List<KeyValuePair<string, RawJson>>();
        if (Kind != JsonValueKind.Object)
            return members;
        var reader = new Utf8JsonReader(_masked.Span, _reading);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = Unescape(ref reader);
            reader.Read();
            members.Add(new(name, Slice(ref reader)));
        }
        return members;
    }

    /// <summary>The members of an object by name, the last of a doubled name; empty for any other kind.</summary>
    public IReadOnlyDictionary<string, RawJson> ToDictionary()
    {
        var byName = new Dictionary<string, RawJson>(StringComparer.Ordinal);
        foreach (var (name, value) in Members())
            byName[name] = value;
        return byName;
    }

    /// <summary>The elements of an array; empty for any other kind.</summary>
    public IReadOnlyList<RawJson> Items()
    {
        var items = new List<RawJson>();
        if (Kind != JsonValueKind.Array)
            return items;
        var reader = new Utf8JsonReader(_masked.Span, _reading);
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            items.Add(Slice(ref reader));
        return items;
    }

    /// <summary>The text of a JSON string; null for any other kind. Lone surrogates become U+FFFD.</summary>
    public string? AsText()
    {
        if (Kind != JsonValueKind.String)
            return null;
        var reader = new Utf8JsonReader(_masked.Span, _reading);
        reader.Read();
        return Unescape(ref reader);
    }

    /// <summary>The number, non-finite ones included; null for any other kind.</summary>
    public double? AsNumber()
    {
        if (Kind != JsonValueKind.Number)
            return null;
        var text = Bytes.Span;
        if (text.SequenceEqual("NaN"u8)) return double.NaN;
        if (text.SequenceEqual("Infinity"u8)) return double.PositiveInfinity;
        if (text.SequenceEqual("-Infinity"u8)) return double.NegativeInfinity;
        return RealNumber.TryParse(text, out var number) ? number : null;
    }

    /// <summary>Writes the value.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="nonFiniteAsNull">Whether <c>NaN</c> and ±<c>Infinity</c> become <c>null</c> for strict readers.</param>
    public void WriteTo(Utf8JsonWriter writer, bool nonFiniteAsNull = false)
    {
        if (Bytes.IsEmpty)
            writer.WriteNullValue();
        else
            writer.WriteRawValue(nonFiniteAsNull ? BareTokens.ToNull(Bytes.Span) : Bytes.Span, skipInputValidation: true);
    }

    /// <inheritdoc />
    public bool Equals(RawJson other) => Bytes.Span.SequenceEqual(other.Bytes.Span);

    /// <inheritdoc />
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Bytes.Span);
        return hash.ToHashCode();
    }

    /// <summary>The JSON text.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Bytes.Span);

    private static (ReadOnlyMemory<byte> Text, ReadOnlyMemory<byte> Masked) Prepare(ReadOnlyMemory<byte> utf8)
    {
        if (!Utf8.IsValid(utf8.Span))
            utf8 = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(utf8.Span));
        if (utf8.Span.StartsWith("\uFEFF"u8))
            utf8 = utf8[3..];
        return (utf8, BareTokens.Mask(utf8));
    }

    private static void ExpectEnd(ref Utf8JsonReader reader)
    {
        if (reader.Read())
            throw new FormatException("The JSON text continues after its value.");
    }

    private RawJson Slice(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        var end = (int)reader.BytesConsumed;
        return new RawJson(Bytes[start..end], _masked[start..end]);
    }

    private static string Unescape(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return LoneSurrogates.Unescape(reader.ValueSpan);
        }
    }
}
