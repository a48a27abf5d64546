using System.Text;
using System.Text.Json;
using MlDash.Json;

namespace MlDash;

/// <summary>Where a script's values and the format's JSON meet.</summary>
public static class ScriptValues
{
    /// <summary>
    /// Turns a host's own value (a wrapper, an object with properties) into one of .NET's: a dictionary, a sequence, a scalar.
    /// The same object back means: there is nothing to turn. Set once by the host, before anything is recorded.
    /// </summary>
    public static Func<object, object?> Adapt { get; set; } = value => value;

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
