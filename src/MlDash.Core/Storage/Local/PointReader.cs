using System.Text.Json;
using MlDash.Json;
using MlDash.Text;

namespace MlDash.Storage.Local;

/// <summary>Turns stored lines of one metric into points. Points with the same fields share their names.</summary>
internal sealed class PointReader(MetricQuery query)
{
    private static readonly byte[] TimestampName = System.Text.Encoding.UTF8.GetBytes(MetricPoint.TimestampField);

    private readonly List<object?> _values = [];
    private string[] _names = [];

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
                fields = ReadFields(ref reader);
            }
            else if (reader.ValueTextEquals("index"u8))
            {
                reader.Read();
                index = reader.GetInt64();
            }
            else if (reader.ValueTextEquals("createdAt"u8))
            {
                reader.Read();
                createdAt = IsoTime.Parse(reader.TokenType == JsonTokenType.String ? reader.GetString() : null);
            }
            else
            {
                reader.Skip();
            }
        }

        Expect(fields is not null && !reader.Read());
        return new MetricPoint(index, fields!, createdAt);
    }

    private FieldSet ReadFields(ref Utf8JsonReader reader)
    {
        Expect(reader.TokenType == JsonTokenType.StartObject);
        _values.Clear();
        List<string>? names = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var at = _values.Count;
            string name;
            if (names is null && at < _names.Length && reader.ValueTextEquals(_names[at]))
            {
                name = _names[at];
            }
            else
            {
                name = JsonValues.ReadString(ref reader);
                if (query.Fields.Length > 0 && !query.Fields.Contains(name, StringComparer.OrdinalIgnoreCase))
                {
                    reader.Skip();
                    continue;
                }

                names ??= [.. _names.AsSpan(0, at)];
            }

            reader.Read();
            var value = reader.TokenType == JsonTokenType.Number ? JsonNumbers.Read(ref reader) : JsonValues.Read(ref reader);
            if (names is not null && names.IndexOf(name) is var twice and >= 0)
            {
                _values[twice] = value;
                continue;
            }

            names?.Add(name);
            _values.Add(value);
        }

        if (names is not null)
            _names = [.. names];
        else if (_values.Count < _names.Length)
            _names = _names[.._values.Count];
        return new FieldSet(_names, [.. _values]);
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
            throw new JsonException("A metric point was expected: an object with the member 'data'.");
    }
}
