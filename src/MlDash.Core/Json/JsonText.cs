using System.Collections;
using System.Text;
using System.Text.Json;

namespace MlDash.Json;

/// <summary>Values as JSON texts.</summary>
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

    /// <summary>The JSON text of any value, on one line.</summary>
    public static string Line(object? value)
    {
        using var buffer = new PooledBuffer(256);
        using (var writer = new Utf8JsonWriter(buffer, ValueWriter.Options))
            ValueWriter.Write(writer, value);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
