using System.Collections;
using System.Collections.Specialized;
using System.Text.Json;

namespace MlDash.Json;

/// <summary>Takes a caller's values apart from the caller: what is kept is what would be stored.</summary>
internal static class Plain
{
    /// <summary>The dictionary as it will be read back; later changes of the caller's do not reach it.</summary>
    public static OrderedDictionary Copy(IDictionary values)
    {
        using var buffer = new PooledBuffer();
        using (var writer = new Utf8JsonWriter(buffer, ValueWriter.Options))
            ValueWriter.Write(writer, values);
        return (OrderedDictionary)JsonValues.Parse(buffer.WrittenSpan.ToArray())!;
    }
}
