using System.Text.Json;
using MlDash.Json;

namespace MlDash.Storage.Format;

/// <summary>Reads stored lines of a track.</summary>
internal static class TrackLine
{
    /// <summary>The timestamp of a line; false when it is blank, broken or has none.</summary>
    public static bool TryReadTime(Span<byte> line, out double time)
    {
        time = 0;
        var reader = new Utf8JsonReader(line, JsonValues.Lenient);
        try
        {
            // Writers put the timestamp first, so most lines are left after three tokens.
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1)
                    continue;
                var found = reader.ValueTextEquals("timestamp"u8);
                reader.Read();
                if (found)
                    return reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out time);
                reader.Skip();
            }
        }
        catch (JsonException)
        {
            return JsonNumbers.Admit(line) && TryReadTime(line, out time);
        }

        return false;
    }

    /// <summary>The entry of a line.</summary>
    /// <exception cref="JsonException">The line is broken.</exception>
    public static TrackEntry Read(Span<byte> line, FieldReader fields, TrackQuery query)
    {
        JsonNumbers.Admit(line);
        if (!TryReadTime(line, out var time))
            throw new JsonException("Expected a track entry: an object with a number as its 'timestamp'.");
        var reader = new Utf8JsonReader(line, JsonValues.Lenient);
        reader.Read();
        var entry = new TrackEntry(time, fields.Read(ref reader, query.Columns, TrackEntry.TimestampField));
        return reader.Read() ? throw new JsonException("There is text after the entry.") : entry;
    }
}
