using System.Text.Json;
using MlDash.Json;
using MlDash.Protocol;

namespace MlDash.Storage.Format;

/// <summary>
/// The line of a track's entry: <c>{"timestamp": 2.0, "x":1,"pos.y":2}</c>, the fields flat. Nothing else knows how it is framed. The entries of a server
/// have the same members.
/// </summary>
internal static class TrackLine
{
    // Shared by Write and TryTake: a blank more in one of them, and every line that is sent would be parsed.
    private static ReadOnlySpan<byte> Lead => "{\"timestamp\": "u8;

    /// <summary>Writes a line with its end.</summary>
    /// <param name="lines">Where to.</param>
    /// <param name="time">The time of the entry.</param>
    /// <param name="fields">Its fields as a flat JSON object.</param>
    public static void Write(PooledBuffer lines, double time, ReadOnlySpan<byte> fields)
    {
        lines.Write(Lead);
        JsonNumbers.Write(lines, time);
        WriteFields(lines, fields);
    }

    /// <inheritdoc cref="Write(PooledBuffer, double, ReadOnlySpan{byte})"/>
    /// <param name="lines">Where to.</param>
    /// <param name="time">The time of the entry in the digits it was given in.</param>
    /// <param name="fields">Its fields as a flat JSON object.</param>
    public static void Write(PooledBuffer lines, ReadOnlySpan<byte> time, ReadOnlySpan<byte> fields)
    {
        lines.Write(Lead);
        lines.Write(time);
        WriteFields(lines, fields);
    }

    /// <summary>Takes the entry of a line that has our framing, without parsing it: the whole line.</summary>
    /// <returns>False when the line is framed otherwise.</returns>
    public static bool TryTake(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> entry)
    {
        entry = line;
        return line.StartsWith(Lead) && line[^1] == (byte)'}';
    }

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
                    return reader.TokenType == JsonTokenType.Number && RealNumber.TryParse(reader.ValueSpan, out time);
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

    private static void WriteFields(PooledBuffer lines, ReadOnlySpan<byte> fields)
    {
        if (fields.Length > 2)
            lines.Write(", "u8);
        lines.Write(fields[1..]);
        lines.Write("\n"u8);
    }
}
