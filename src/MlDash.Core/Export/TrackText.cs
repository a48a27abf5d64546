using System.Globalization;
using System.Text;
using System.Text.Json;
using MlDash.Json;

namespace MlDash.Export;

/// <summary>Values of an entry as text of a table.</summary>
internal static class TrackText
{
    /// <summary>Text as it is, null as nothing, everything else as its JSON.</summary>
    public static string? Cell(object? value) => value switch
    {
        null => null,
        string text => text,
        double real => real.ToString("R", CultureInfo.InvariantCulture),
        long whole => whole.ToString(CultureInfo.InvariantCulture),
        _ => Json(value),
    };

    /// <summary>The value's JSON, on one line.</summary>
    public static string Json(object? value)
    {
        using var buffer = new PooledBuffer(256);
        using (var writer = new Utf8JsonWriter(buffer, ValueWriter.Options))
            ValueWriter.Write(writer, value);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
