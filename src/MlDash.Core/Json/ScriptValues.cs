using System.Collections;
using System.Text;
using System.Text.Json;

namespace MlDash.Json;

/// <summary>Where a script's values and the format's JSON meet.</summary>
public static class ScriptValues
{
    /// <summary>What takes a host's own wrappers off values; null for none. The host gives it when it is loaded, before it takes any value.</summary>
    public static IValueAdapter? Adapter { get; set; }

    /// <summary>
    /// What a value is without its wrappers, as it will be recorded: null for every kind of nothing, a scalar, a dictionary, or a sequence.
    /// </summary>
    /// <exception cref="ExperimentException"><c>SecretRefused</c>.</exception>
    public static object? Resolve(object? value)
    {
        while (value is not (null or string or bool or double or int or long))
        {
            if (PlainTypes.TryConvert(value, out var plain))
            {
                value = plain;
                continue;
            }

            if (Adapter is not { } adapter || adapter.Adapt(value) is var adapted && ReferenceEquals(adapted, value))
                break;
            value = adapted;
        }

        return value;
    }

    /// <summary>The names and values of a type of .NET that holds nothing else, such as a row of a database or an ExpandoObject; null for any other.</summary>
    public static IDictionary? AsDictionary(object value) => PlainTypes.TryConvert(value, out var plain) ? plain as IDictionary : null;

    /// <summary>Whether a value is read as one value and not as an object with parts: a number, a text, a date, an address, a path.</summary>
    public static bool IsOneValue(object value) => PlainTypes.IsOneValue(value);

    /// <summary>A scalar as the text it would be recorded as: a date in ISO, a number in invariant form.</summary>
    public static string ToText(object? value) => ToJson(value).Trim('"');

    /// <summary>The value as JSON text, indented by two as the Python SDK writes its JSON files.</summary>
    /// <exception cref="ExperimentException"><c>ValueTooDeep</c>, <c>SecretRefused</c>.</exception>
    public static string ToJson(object? value)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, ValueWriter.Options with { Indented = true }))
            ValueWriter.Write(writer, value);
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length).ReplaceLineEndings("\n");
    }
}
