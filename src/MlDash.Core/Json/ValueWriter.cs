using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using MlDash.Protocol;

namespace MlDash.Json;

/// <summary>
/// Writes a script's values as the format's JSON. What has no JSON form of its own is offered to the host's adapter
/// (which knows its wrappers and objects with properties), else written as its invariant text.
/// </summary>
internal static class ValueWriter
{
    /// <summary>
    /// Objects inside objects beyond this depth are refused: they are cycles, or nobody will read them. What is read may be as deep
    /// (<see cref="JsonValues.Lenient"/>), so that a document of another tool can be written back.
    /// </summary>
    public const int MaxDepth = 256;

    /// <summary>Options every line and document is written with: ASCII only, so that no locale can spoil it.</summary>
    public static readonly JsonWriterOptions Options = new() { SkipValidation = true, Encoder = AsciiEncoder.Instance };

    /// <summary>Writes one value.</summary>
    /// <exception cref="ExperimentException">A secret, or an object nested deeper than <see cref="MaxDepth"/>.</exception>
    public static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null: writer.WriteNullValue(); break;
            case double real: JsonNumbers.Write(writer, real); break;
            case int whole: writer.WriteNumberValue(whole); break;
            case string text: writer.WriteStringValue(text); break;
            case bool flag: writer.WriteBooleanValue(flag); break;
            case long whole: writer.WriteNumberValue(whole); break;
            default: WriteOther(writer, value); break;
        }
    }

    private static void WriteOther(Utf8JsonWriter writer, object value)
    {
        switch (value)
        {
            case float real: JsonNumbers.Write(writer, real); break;
            case Half real: JsonNumbers.Write(writer, real); break;
            case decimal exact: writer.WriteNumberValue(exact); break;
            case Enum name: writer.WriteStringValue(name.ToString()); break;
            case byte or sbyte or short or ushort: writer.WriteNumberValue(Convert.ToInt32(value, CultureInfo.InvariantCulture)); break;
            case uint whole: writer.WriteNumberValue(whole); break;
            case ulong whole: writer.WriteNumberValue(whole); break;
            case nint whole: writer.WriteNumberValue(whole); break;
            case nuint whole: writer.WriteNumberValue(whole); break;
            case BigInteger whole: JsonNumbers.Write(writer, whole); break;
            case Int128 whole: JsonNumbers.Write(writer, whole); break;
            case UInt128 whole: JsonNumbers.Write(writer, whole); break;
            case char letter: writer.WriteStringValue([letter]); break;
            case DateTime time: writer.WriteStringValue(IsoTime.Format(time)); break;
            case DateTimeOffset time: writer.WriteStringValue(IsoTime.Format(time)); break;
            case DateOnly day: writer.WriteStringValue(day.ToString("O", CultureInfo.InvariantCulture)); break;
            case TimeOnly time: writer.WriteStringValue(time.ToString("O", CultureInfo.InvariantCulture)); break;
            case TimeSpan span: JsonNumbers.Write(writer, span.TotalSeconds); break;
            case byte[] bytes: writer.WriteBase64StringValue(bytes); break;
            case Array { Rank: 1 } items: WriteItems(writer, items); break;
            case IDictionary map: WriteMap(writer, map); break;
            default: WriteResolved(writer, value); break;
        }
    }

    private static void WriteResolved(Utf8JsonWriter writer, object value)
    {
        var resolved = ScriptValues.Resolve(value);
        if (!ReferenceEquals(resolved, value))
            Write(writer, resolved);
        else if (value is IEnumerable items)
            WriteItems(writer, items);
        else
            writer.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty);
    }

    private static void WriteMap(Utf8JsonWriter writer, IDictionary map)
    {
        GuardDepth(writer);
        writer.WriteStartObject();
        WriteMembers(writer, map);
        writer.WriteEndObject();
    }

    /// <summary>Writes the members of a dictionary into the object that is open.</summary>
    public static void WriteMembers(Utf8JsonWriter writer, IDictionary map)
    {
        for (var entries = map.GetEnumerator(); entries.MoveNext();)
        {
            writer.WritePropertyName(KeyText(entries.Key));
            Write(writer, entries.Value);
        }
    }

    /// <summary>A key as text: numbers in their decimal form.</summary>
    public static string KeyText(object key) => key as string ?? Convert.ToString(ScriptValues.Resolve(key), CultureInfo.InvariantCulture) ?? string.Empty;

    private static void WriteItems(Utf8JsonWriter writer, IEnumerable items)
    {
        GuardDepth(writer);
        writer.WriteStartArray();
        foreach (var item in items)
            Write(writer, item);
        writer.WriteEndArray();
    }

    private static void GuardDepth(Utf8JsonWriter writer)
    {
        if (writer.CurrentDepth >= MaxDepth)
        {
            throw new ExperimentException(
                "ValueTooDeep",
                $"The value is nested more than {MaxDepth} levels deep.",
                "Give the parts of the object you want to keep, not the object itself.");
        }
    }
}
