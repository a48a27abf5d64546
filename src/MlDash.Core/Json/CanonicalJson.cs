using System.Collections;
using System.Numerics;
using System.Text.Json;

namespace MlDash.Json;

/// <summary>
/// Stored values as JSON that depends on the values alone: as the format writes them, but with members in the order of their names (by UTF-16 code units),
/// and whole numbers below 2^53 without a fraction, however they were written.
/// </summary>
internal static class CanonicalJson
{
    /// <summary>From here on not every whole number is a double.</summary>
    private const double WholeLimit = 1L << 53;

    /// <summary>Some values as one array.</summary>
    public static byte[] Line(IEnumerable<object?> values)
    {
        using var buffer = new PooledBuffer(256);
        Write(buffer, values);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Appends some values as one array.</summary>
    public static void Write(PooledBuffer target, IEnumerable<object?> values)
    {
        using var writer = new Utf8JsonWriter(target, ValueWriter.Options);
        writer.WriteStartArray();
        foreach (var value in values)
            Write(writer, value);
        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null: writer.WriteNullValue(); break;
            case string text: writer.WriteStringValue(text); break;
            case bool flag: writer.WriteBooleanValue(flag); break;
            case long whole: writer.WriteNumberValue(whole); break;
            case double real: Write(writer, real); break;
            case BigInteger whole: JsonNumbers.Write(writer, whole); break;
            case IDictionary map: WriteMap(writer, map); break;
            case IEnumerable<KeyValuePair<string, object?>> fields: WriteMembers(writer, fields); break;
            case IEnumerable items: WriteItems(writer, items); break;
            default: throw new ArgumentException($"A {value.GetType()} is no stored value.", nameof(value));
        }
    }

    private static void Write(Utf8JsonWriter writer, double value)
    {
        if (double.IsInteger(value) && Math.Abs(value) < WholeLimit && !(value == 0 && double.IsNegative(value)))
            writer.WriteNumberValue((long)value);
        else
            JsonNumbers.Write(writer, value);
    }

    private static void WriteMap(Utf8JsonWriter writer, IDictionary map) =>
        WriteMembers(writer, map.Keys.Cast<string>().Select(key => KeyValuePair.Create(key, map[key])));

    private static void WriteMembers(Utf8JsonWriter writer, IEnumerable<KeyValuePair<string, object?>> members)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in members.OrderBy(member => member.Key, StringComparer.Ordinal))
        {
            writer.WritePropertyName(name);
            Write(writer, value);
        }

        writer.WriteEndObject();
    }

    private static void WriteItems(Utf8JsonWriter writer, IEnumerable items)
    {
        writer.WriteStartArray();
        foreach (var item in items)
            Write(writer, item);
        writer.WriteEndArray();
    }
}
