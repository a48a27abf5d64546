using System.Collections;
using System.Text.Json;

namespace MlDash.Json;

/// <summary>Objects as JSON texts.</summary>
internal static class JsonText
{
    /// <summary>The JSON text of an object.</summary>
    public static byte[] Write(IDictionary members)
    {
        using var buffer = new PooledBuffer();
        using (var writer = new Utf8JsonWriter(buffer, ValueWriter.Options))
            ValueWriter.Write(writer, members);
        return buffer.WrittenSpan.ToArray();
    }
}
