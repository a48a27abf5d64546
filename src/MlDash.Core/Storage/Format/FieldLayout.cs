using System.Text.Json;
using MlDash.Json;

namespace MlDash.Storage.Format;

/// <summary>How the fields of a point are written down: their names in order, each with what stands between it and its value.</summary>
internal sealed class FieldLayout
{
    private readonly byte[][] _keys;

    private FieldLayout(byte[][] keys, string[] names, int[] places) => (_keys, Names, Places) = (keys, names, places);

    /// <summary>The names, no two of them the same.</summary>
    public string[] Names { get; }

    /// <summary>The names of the fields that its owner takes.</summary>
    public string[] Taken { get; set; } = [];

    /// <summary>Where each field goes, as its owner counts.</summary>
    public int[] Places { get; }

    /// <summary>The layout of an object; null when a name is in it twice, or a value is none of the simple ones.</summary>
    /// <param name="fields">A text that begins with the object.</param>
    /// <exception cref="JsonException">It does not.</exception>
    public static FieldLayout? Of(ReadOnlySpan<byte> fields)
    {
        var (keys, names) = (new List<byte[]>(), new List<string>());
        var reader = new Utf8JsonReader(fields, JsonValues.Lenient);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var begin = (int)reader.TokenStartIndex;
            names.Add(JsonValues.ReadString(ref reader));
            reader.Read();
            keys.Add(fields[begin..(int)reader.TokenStartIndex].ToArray());
            // Values in values are for the parser each time.
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                return null;
        }

        return names.Distinct(StringComparer.Ordinal).Count() < names.Count ? null : new([.. keys], [.. names], new int[names.Count]);
    }

    /// <summary>Takes the values of an object that is laid out so.</summary>
    /// <param name="fields">A text that begins with the brace of an object.</param>
    /// <param name="sink">Gets the values.</param>
    /// <param name="rest">What stands behind the object.</param>
    /// <returns>False when it is laid out otherwise, or a value is none of the simple ones; the sink may have got some of the values.</returns>
    public bool TryScan<TSink>(ReadOnlySpan<byte> fields, ref TSink sink, out ReadOnlySpan<byte> rest)
        where TSink : struct, IFieldSink
    {
        rest = fields[1..];
        for (var field = 0; field < _keys.Length; field++)
        {
            if (field > 0)
            {
                if (rest[0] != (byte)',')
                    return false;
                rest = rest[1..];
                if (!rest.IsEmpty && rest[0] == (byte)' ')
                    rest = rest[1..];
            }

            if (!rest.StartsWith(_keys[field]))
                return false;
            rest = rest[_keys[field].Length..];
            if (!JsonScan.TryTake(ref rest, out var value) || rest.IsEmpty)
                return false;
            sink.Take(this, field, value);
        }

        if (rest.IsEmpty || rest[0] != (byte)'}')
            return false;
        rest = rest[1..];
        return true;
    }
}

/// <summary>Gets the values of fields whose names are known already.</summary>
internal interface IFieldSink
{
    /// <summary>Begins a point: what came before was not one.</summary>
    /// <param name="layout">What its fields are.</param>
    void Begin(FieldLayout layout);

    /// <summary>Takes a value.</summary>
    /// <param name="layout">The layout.</param>
    /// <param name="field">Which field of it.</param>
    /// <param name="value">The value.</param>
    void Take(FieldLayout layout, int field, ScannedValue value);
}
