using System.Collections.Specialized;
using System.Text.Json;
using MlDash.Json;
using MlDash.Protocol;

namespace MlDash.Storage.Format;

/// <summary>Turns stored lines of a log into entries.</summary>
internal static class LogLineReader
{
    /// <summary>The entry of a line; null when the query does not ask for it. Metadata is decoded only for entries that are returned.</summary>
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

    private static Member NameOf(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("message"u8) ? Member.Message
        : reader.ValueTextEquals("timestamp"u8) ? Member.Timestamp
        : reader.ValueTextEquals("level"u8) ? Member.Level
        : reader.ValueTextEquals("sequenceNumber"u8) ? Member.Number
        : reader.ValueTextEquals("metadata"u8) ? Member.Metadata
        : Member.Other;

    private enum Member
    {
        Other,
        Number,
        Timestamp,
        Level,
        Message,
        Metadata,
    }
}
