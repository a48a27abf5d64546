using System.Buffers.Text;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using MlDash.Json;

namespace MlDash.Storage.Format;

/// <summary>What the lines of all kinds have in common, and looks into one without building what is in it.</summary>
internal static class StoredLine
{
    private const int LongestNumber = 20;

    /// <summary>Whether a line holds nothing, as editors leave them.</summary>
    public static bool IsBlank(ReadOnlySpan<byte> line) => line.IndexOfAnyExcept((byte)' ', (byte)'\t') < 0;

    /// <summary>Whether a fault says that the line that was read is broken.</summary>
    public static bool IsBroken(Exception fault) => fault is JsonException or InvalidOperationException or FormatException;

    /// <summary>Writes the begin of a line that starts with a number.</summary>
    /// <param name="lines">Where to.</param>
    /// <param name="lead">What stands before the number.</param>
    /// <param name="number">The number.</param>
    public static void WriteNumber(PooledBuffer lines, ReadOnlySpan<byte> lead, long number)
    {
        lines.Write(lead);
        Utf8Formatter.TryFormat(number, lines.GetSpan(LongestNumber), out var digits);
        lines.Advance(digits);
    }

    /// <summary>Skips the begin that <see cref="WriteNumber"/> writes.</summary>
    /// <param name="line">The line.</param>
    /// <param name="lead">What stands before the number.</param>
    /// <param name="rest">What stands behind it; never empty.</param>
    /// <returns>False when the line begins otherwise.</returns>
    public static bool TrySkipNumber(ReadOnlySpan<byte> line, ReadOnlySpan<byte> lead, out ReadOnlySpan<byte> rest)
    {
        rest = default;
        if (!line.StartsWith(lead))
            return false;
        var digits = line[lead.Length..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (digits <= 0)
            return false;
        rest = line[(lead.Length + digits)..];
        return true;
    }

    /// <summary>
    /// Makes a file end with a whole line: a record that lacks its line feed alone, as editors leave it, gets one; a part of a record, as a killed writer
    /// leaves it, is cut. Only under the lock of the file.
    /// </summary>
    /// <returns>The length of the file from then on.</returns>
    public static long EndWhole(SafeFileHandle file, long length)
    {
        var whole = LineTail.WholeLength(file, length);
        if (whole == length)
            return length;
        if (!IsRecord(LineTail.Bytes(file, whole, length)))
        {
            RandomAccess.SetLength(file, whole);
            return whole;
        }

        RandomAccess.Write(file, "\n"u8, length);
        return length + 1;
    }

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
