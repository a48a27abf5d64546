using System.Collections;
using System.Collections.Specialized;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using MlDash.Json;
using MlDash.Protocol;

namespace MlDash.Storage.Format;

/// <summary>
/// The line of a log entry: <c>{"sequenceNumber": 0, "timestamp":"…","level":"info","message":"…","metadata":{…}}</c>. Nothing else knows its members,
/// their names or their order. What follows the number is the record, which is written when the entry is made; the number comes when it is stored.
/// The entries of a server have the same members.
/// </summary>
internal static class LogLine
{
    // Shared by Write and TryTake: a blank more in one of them, and every line that is sent would be parsed.
    private static ReadOnlySpan<byte> Lead => "{\"sequenceNumber\": "u8;

    private static ReadOnlySpan<byte> BeforeRecord => ", "u8;

    private enum Member
    {
        Other,
        Number,
        Timestamp,
        Level,
        Message,
        Metadata,
    }

    /// <summary>Writes an entry without its number: the record.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="time">When it happened.</param>
    /// <param name="level">The word of its level.</param>
    /// <param name="message">The text.</param>
    /// <param name="metadata">Values that go with it; none when there are none.</param>
    public static void WriteRecord(Utf8JsonWriter writer, DateTimeOffset time, string level, string message, IDictionary? metadata)
    {
        Begin(writer, time, level, message);
        if (metadata is { Count: > 0 })
        {
            writer.WritePropertyName("metadata"u8);
            ValueWriter.Write(writer, metadata);
        }

        writer.WriteEndObject();
    }

    /// <inheritdoc cref="WriteRecord(Utf8JsonWriter, DateTimeOffset, string, string, IDictionary?)"/>
    /// <param name="writer">Where to.</param>
    /// <param name="time">When it happened.</param>
    /// <param name="level">The word of its level.</param>
    /// <param name="message">The text.</param>
    /// <param name="metadata">Values that go with it, as JSON in one line; empty for none.</param>
    public static void WriteRecord(Utf8JsonWriter writer, DateTimeOffset time, string level, ReadOnlySpan<char> message, ReadOnlySpan<byte> metadata)
    {
        Begin(writer, time, level, message);
        if (!metadata.IsEmpty)
        {
            writer.WritePropertyName("metadata"u8);
            writer.WriteRawValue(metadata, skipInputValidation: true);
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes a line with its end.</summary>
    /// <param name="lines">Where to.</param>
    /// <param name="number">The number of the entry.</param>
    /// <param name="record">The rest of it, as <c>WriteRecord</c> writes it.</param>
    public static void Write(PooledBuffer lines, long number, ReadOnlySpan<byte> record)
    {
        StoredLine.WriteNumber(lines, Lead, number);
        lines.Write(BeforeRecord);
        lines.Write(record[1..]);
        lines.Write("\n"u8);
    }

    /// <summary>Cuts the record out of a line that has our framing, without parsing it.</summary>
    /// <param name="line">The line.</param>
    /// <param name="rest">The record without its opening brace.</param>
    /// <returns>False when the line is framed otherwise.</returns>
    public static bool TryTake(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> rest)
    {
        if (!StoredLine.TrySkipNumber(line, Lead, out rest) || !rest.StartsWith(BeforeRecord) || rest[^1] != (byte)'}')
            return false;
        rest = rest[BeforeRecord.Length..];
        return true;
    }

    /// <summary>The number of the last line that has one; -1 when none has.</summary>
    public static long LastNumber(SafeFileHandle file, long wholeLength) => StoredLine.LastNumber(file, wholeLength, "sequenceNumber"u8);

    /// <summary>The entry of a line; null when the query does not ask for it. Metadata is decoded only for entries that are returned.</summary>
    /// <param name="line">The line; its bytes may be changed.</param>
    /// <param name="query">What is asked for.</param>
    /// <exception cref="JsonException">The line is broken.</exception>
    public static LogEntry? Read(Span<byte> line, LogQuery query)
    {
        JsonNumbers.Admit(line);
        var reader = new Utf8JsonReader(line, JsonValues.Lenient);
        long number = -1;
        DateTimeOffset timestamp = default;
        string? level = null, message = null;
        var metadata = default(Utf8JsonReader);
        var hasMetadata = false;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("Expected a log entry.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = NameOf(ref reader);
            reader.Read();
            switch (name)
            {
                case Member.Number when reader.TokenType == JsonTokenType.Number: number = reader.GetInt64(); break;
                case Member.Timestamp: timestamp = IsoTime.Parse(reader.GetString()) ?? default; break;
                case Member.Level: level = reader.GetString(); break;
                case Member.Message: message = JsonValues.ReadString(ref reader); break;
                case Member.Metadata when reader.TokenType == JsonTokenType.StartObject:
                    metadata = reader;
                    hasMetadata = true;
                    reader.Skip();
                    break;
                default: reader.Skip(); break;
            }
        }

        if (message is null || reader.Read())
            throw new JsonException("Expected a log entry: an object with the member 'message'.");
        _ = LogLevels.TryParse(level ?? "info", out var known);
        if (!query.Matches(known, timestamp, message))
            return null;
        return new LogEntry(number, timestamp, known, message, hasMetadata ? (OrderedDictionary?)JsonValues.Read(ref metadata) : null);
    }

    private static void Begin(Utf8JsonWriter writer, DateTimeOffset time, string level, ReadOnlySpan<char> message)
    {
        Span<byte> text = stackalloc byte[IsoTime.Length];
        IsoTime.Format(time, text);
        writer.WriteStartObject();
        writer.WriteString("timestamp"u8, text);
        writer.WriteString("level"u8, level);
        writer.WriteString("message"u8, message);
    }

    private static Member NameOf(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("message"u8) ? Member.Message
        : reader.ValueTextEquals("timestamp"u8) ? Member.Timestamp
        : reader.ValueTextEquals("level"u8) ? Member.Level
        : reader.ValueTextEquals("sequenceNumber"u8) ? Member.Number
        : reader.ValueTextEquals("metadata"u8) ? Member.Metadata
        : Member.Other;
}
