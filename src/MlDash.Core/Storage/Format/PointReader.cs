using System.Globalization;
using System.Text.Json;
using MlDash.Json;
using MlDash.Protocol;

namespace MlDash.Storage.Format;

/// <summary>Turns stored lines of one metric into points. Points with the same fields share their names.</summary>
internal sealed class PointReader(MetricQuery query)
{
    private static readonly byte[] TimestampName = System.Text.Encoding.UTF8.GetBytes(MetricPoint.TimestampField);

    private readonly FieldReader _fields = new();

    /// <summary>Points of one batch have the same time of storing; it is understood once.</summary>
    private readonly byte[] _createdAtText = new byte[IsoTime.Length];
    private DateTimeOffset? _createdAt;

    /// <summary>The point of a line; null when the query does not ask for it.</summary>
    /// <exception cref="JsonException">The line is broken.</exception>
    public MetricPoint? Read(Span<byte> line)
    {
        JsonNumbers.Admit(line);
        if ((query.Since is not null || query.Until is not null) && !IsInTime(line))
            return null;

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
                fields = _fields.Read(ref reader, query.Fields);
            }
            else if (reader.ValueTextEquals("index"u8))
            {
                reader.Read();
                index = Number(ref reader);
            }
            else if (reader.ValueTextEquals("createdAt"u8))
            {
                reader.Read();
                createdAt = CreatedAt(ref reader);
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

    private DateTimeOffset? CreatedAt(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
            return null;
        if (reader.ValueSpan.SequenceEqual(_createdAtText))
            return _createdAt;
        var time = IsoTime.Parse(reader.GetString());
        if (reader.ValueSpan.Length == _createdAtText.Length)
        {
            reader.ValueSpan.CopyTo(_createdAtText);
            _createdAt = time;
        }

        return time;
    }

    private bool IsInTime(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line, JsonValues.Lenient);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 2 || !reader.ValueTextEquals(TimestampName))
                continue;
            reader.Read();
            return reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var time)
                && (query.Since is not { } since || time >= since)
                && (query.Until is not { } until || time <= until);
        }

        return false;
    }

    private static void Expect(bool holds)
    {
        if (!holds)
            throw new JsonException("Expected a metric point: an object with the member 'data'.");
    }
}
