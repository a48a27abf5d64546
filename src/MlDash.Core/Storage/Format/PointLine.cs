using System.Buffers;
using System.Buffers.Text;
using System.Collections.Specialized;
using System.Globalization;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using MlDash.Json;
using MlDash.Protocol;

namespace MlDash.Storage.Format;

/// <summary>
/// The line of a metric's point: <c>{"index": 0, "data": {…}, "createdAt": "…"}</c>. Nothing else knows its members, their names or their order.
/// The points of a server have the same members.
/// </summary>
internal static class PointLine
{
    private static readonly byte[] _timestampField = System.Text.Encoding.UTF8.GetBytes(MetricPoint.TimestampField);

    private static readonly SearchValues<byte> _timeLetters = SearchValues.Create("0123456789-:.TZ+"u8);

    // Shared by Write and TryTake: a blank more in one of them, and every line that is sent would be parsed.
    private static ReadOnlySpan<byte> Lead => "{\"index\": "u8;

    private static ReadOnlySpan<byte> BeforeFields => ", \"data\": "u8;

    private static ReadOnlySpan<byte> BeforeTime => ", \"createdAt\": \""u8;

    private static ReadOnlySpan<byte> AfterTime => "\"}"u8;

    /// <summary>Writes a line with its end.</summary>
    /// <param name="lines">Where to.</param>
    /// <param name="index">The index of the point.</param>
    /// <param name="fields">The point as a JSON object.</param>
    /// <param name="createdAt">The time of storing in the form of <see cref="IsoTime"/>; empty when it is not known.</param>
    public static void Write(PooledBuffer lines, long index, ReadOnlySpan<byte> fields, ReadOnlySpan<byte> createdAt)
    {
        StoredLine.WriteNumber(lines, Lead, index);
        lines.Write(BeforeFields);
        lines.Write(fields);
        if (createdAt.IsEmpty)
        {
            lines.Write("}\n"u8);
            return;
        }

        lines.Write(BeforeTime);
        lines.Write(createdAt);
        lines.Write(AfterTime);
        lines.Write("\n"u8);
    }

    /// <summary>Cuts a point without objects in it out of a line that has our framing, without parsing it.</summary>
    /// <param name="line">The line.</param>
    /// <param name="fields">The point as a JSON object.</param>
    /// <returns>False when the line is another one; <see cref="FieldsOf"/> then knows what it holds.</returns>
    public static bool TryTake(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> fields)
    {
        fields = default;
        if (!StoredLine.TrySkipNumber(line, Lead, out var rest) || !rest.StartsWith(BeforeFields) || !rest.EndsWith(AfterTime))
            return false;
        rest = rest[BeforeFields.Length..^AfterTime.Length];
        var end = rest.LastIndexOf(BeforeTime);
        // The time must be the last text of the line: a field of the same name inside the point is none.
        if (end <= 0 || rest[0] != (byte)'{' || rest[end - 1] != (byte)'}' || rest[(end + BeforeTime.Length)..].Contains((byte)'"'))
            return false;
        // A second brace closes an object in the point, or a member that another tool has put between point and time: only a parser can tell.
        if (rest[..(end - 1)].Contains((byte)'}'))
            return false;
        fields = rest[..end];
        return true;
    }

    /// <summary>Takes off the begin of a line that has our framing, up to its fields.</summary>
    /// <param name="line">The line.</param>
    /// <param name="index">The index of the point.</param>
    /// <param name="rest">What begins with the brace that opens the fields.</param>
    /// <returns>False when the line begins otherwise.</returns>
    public static bool TryBegin(ReadOnlySpan<byte> line, out long index, out ReadOnlySpan<byte> rest)
    {
        index = 0;
        if (!StoredLine.TrySkipNumber(line, Lead, out rest) || !rest.StartsWith(BeforeFields))
            return false;
        var digits = line[Lead.Length..^rest.Length];
        rest = rest[BeforeFields.Length..];
        return !rest.IsEmpty && rest[0] == (byte)'{'
            && Utf8Parser.TryParse(digits, out index, out var taken) && taken == digits.Length && (digits[0] != (byte)'0' || digits.Length == 1);
    }

    /// <summary>Writes a line of any writer with its end, with another index and else as it is.</summary>
    /// <param name="lines">Where to.</param>
    /// <param name="line">The line; its bytes may be changed.</param>
    /// <param name="index">The index from now on.</param>
    /// <exception cref="JsonException">The line is broken.</exception>
    public static void WriteRenumbered(PooledBuffer lines, Span<byte> line, long index)
    {
        if (TryBegin(line, out _, out var rest))
        {
            StoredLine.WriteNumber(lines, Lead, index);
            lines.Write(BeforeFields);
            lines.Write(rest);
        }
        else
        {
            var point = JsonValues.Parse(line) as OrderedDictionary ?? throw new JsonException("Expected a metric point.");
            point["index"] = index;
            lines.Write(JsonText.Write(point));
        }

        lines.Write("\n"u8);
    }

    /// <summary>Takes off the end of a whole line that has our framing.</summary>
    /// <param name="rest">What stands behind the fields.</param>
    /// <param name="createdAt">The time of storing; empty when it is not known.</param>
    /// <returns>False when the line ends otherwise.</returns>
    public static bool TryEnd(ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> createdAt)
    {
        createdAt = default;
        if (rest.SequenceEqual("}"u8))
            return true;
        if (!rest.StartsWith(BeforeTime) || !rest.EndsWith(AfterTime) || rest.Length < BeforeTime.Length + AfterTime.Length)
            return false;
        createdAt = rest[BeforeTime.Length..^AfterTime.Length];
        return createdAt.IndexOfAnyExcept(_timeLetters) < 0;
    }

    /// <summary>The point in a line of any writer; of no kind when it has none.</summary>
    public static RawJson FieldsOf(RawJson line) => line.ToDictionary().GetValueOrDefault("data");

    /// <summary>The index of the last line that has one; -1 when none has.</summary>
    public static long LastIndex(SafeFileHandle file, long wholeLength) => StoredLine.LastNumber(file, wholeLength, "index"u8);

    /// <summary>The point of a line.</summary>
    /// <param name="line">The line; its bytes may be changed.</param>
    /// <param name="wanted">Fields to read, without regard to case; empty: all.</param>
    /// <param name="names">Shares the names of fields between the points of a metric.</param>
    /// <param name="times">Shares times of storing between the points of a batch.</param>
    /// <exception cref="JsonException">The line is broken.</exception>
    public static MetricPoint Read(Span<byte> line, string[] wanted, FieldReader names, RepeatedTime times)
    {
        JsonNumbers.Admit(line);
        var reader = new Utf8JsonReader(line, JsonValues.Lenient);
        long index = -1;
        DateTimeOffset? createdAt = null;
        FieldSet? fields = null;
        Expect(reader.Read() && reader.TokenType == JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("data"u8))
            {
                reader.Read();
                fields = names.Read(ref reader, wanted);
            }
            else if (reader.ValueTextEquals("index"u8))
            {
                reader.Read();
                index = Number(ref reader);
            }
            else if (reader.ValueTextEquals("createdAt"u8))
            {
                reader.Read();
                createdAt = times.Read(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        Expect(fields is not null && !reader.Read());
        return new MetricPoint(index, fields!, createdAt);
    }

    /// <summary>Stores write indexes as numbers, servers as text.</summary>
    private static long Number(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String ? long.Parse(reader.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : reader.GetInt64();

    /// <summary>Whether the time of a point, as its line says it, is one that the query asks for.</summary>
    /// <param name="line">The line; its bytes may be changed.</param>
    /// <param name="query">What is asked for.</param>
    /// <exception cref="JsonException">The line is broken.</exception>
    public static bool IsAsked(Span<byte> line, MetricQuery query)
    {
        if (query.Since is null && query.Until is null)
            return true;
        JsonNumbers.Admit(line);
        var reader = new Utf8JsonReader(line, JsonValues.Lenient);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 2 || !reader.ValueTextEquals(_timestampField))
                continue;
            reader.Read();
            return reader.TokenType == JsonTokenType.Number && RealNumber.TryParse(reader.ValueSpan, out var time)
                && (query.Since is not { } since || time >= since)
                && (query.Until is not { } until || time <= until);
        }

        return false;
    }

    /// <summary>Refuses a line that is no point.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    private static void Expect(bool holds)
    {
        if (!holds)
            throw new JsonException("Expected a metric point: an object with the member 'data'.");
    }
}
