using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using MlDash.Json;

namespace MlDash.Storage.Format;

/// <summary>Looks into one stored line without building what is in it.</summary>
internal static class StoredLine
{
    /// <summary>The number of the last line that has one; -1 when none has.</summary>
    public static long LastNumber(SafeFileHandle file, long wholeLength, ReadOnlySpan<byte> name)
    {
        foreach (var line in LineTail.LinesFromEnd(file, wholeLength))
        {
            if (Number(line, name) is { } number)
                return number;
        }

        return -1;
    }

    /// <summary>Whether a line is one whole JSON object; what was torn off anywhere inside is none.</summary>
    public static bool IsRecord(Span<byte> line)
    {
        JsonNumbers.Admit(line);
        var reader = new Utf8JsonReader(line, JsonValues.Lenient);
        try
        {
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject && reader.TrySkip() && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>A whole number at the top level of a line; null when the line is broken or has none.</summary>
    private static long? Number(byte[] line, ReadOnlySpan<byte> name)
    {
        JsonNumbers.Admit(line);
        var reader = new Utf8JsonReader(line, JsonValues.Lenient);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1)
                    continue;
                var wanted = reader.ValueTextEquals(name);
                reader.Read();
                if (wanted)
                    return reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number) ? number : null;
                reader.Skip();
            }
        }
        catch (JsonException)
        {
            // A broken line has no number; whoever reads lines warns of it.
        }

        return null;
    }
}
