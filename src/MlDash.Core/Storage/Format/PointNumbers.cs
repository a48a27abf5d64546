using System.Text;
using System.Text.Json;
using MlDash.Json;
using MlDash.Series;
using MlDash.Text;

namespace MlDash.Storage.Format;

/// <summary>
/// Takes the numbers out of the stored lines of one metric, without building anything else of them. A line that is framed and laid out as the one before is
/// scanned; any other is parsed, and its layout remembered.
/// </summary>
internal sealed class PointNumbers(FieldTable fields)
{
    private readonly List<(byte[] Key, int Slot)> _layout = [];
    private readonly List<(byte[] Key, int Slot)> _next = [];

    /// <summary>Adds the numbers of a line to columns that have room for a point.</summary>
    /// <param name="line">The line; its bytes may be changed.</param>
    /// <param name="points">Where to.</param>
    /// <exception cref="JsonException">The line is broken; nothing was added.</exception>
    public void Read(Span<byte> line, NumberColumns points)
    {
        points.Begin();
        if (!TryScan(line, points))
        {
            points.Begin();
            Parse(line, points);
        }

        points.Keep();
    }

    /// <summary>Adds the numbers of a point without the line around it.</summary>
    /// <param name="data">The point as a JSON object.</param>
    /// <param name="index">Its index.</param>
    /// <param name="points">Where to.</param>
    /// <exception cref="JsonException">It is no object; nothing was added.</exception>
    public void ReadData(ReadOnlySpan<byte> data, long index, NumberColumns points)
    {
        points.Begin();
        if (!(_layout.Count > 0 && !data.IsEmpty && data[0] == (byte)'{' && TryScanFields(data[1..], points, out var rest) && rest.IsEmpty))
        {
            points.Begin();
            ParseData(data, points);
        }

        points.Set(FieldTable.Index, index);
        points.Keep();
    }

    private bool TryScan(ReadOnlySpan<byte> line, NumberColumns points)
    {
        if (_layout.Count == 0 || !PointLine.TryBegin(line, out var index, out var rest))
            return false;
        points.Set(FieldTable.Index, index);
        return TryScanFields(rest, points, out rest) && PointLine.IsEnd(rest);
    }

    /// <summary>Scans fields that are laid out as those before.</summary>
    /// <param name="fields">What stands behind the brace that opens them.</param>
    /// <param name="points">Where to.</param>
    /// <param name="rest">What stands behind the brace that closes them.</param>
    private bool TryScanFields(ReadOnlySpan<byte> fields, NumberColumns points, out ReadOnlySpan<byte> rest)
    {
        rest = fields;
        for (var field = 0; ; field++)
        {
            if (field == _layout.Count || !rest.StartsWith(_layout[field].Key))
                return false;
            rest = rest[_layout[field].Key.Length..];
            if (!JsonNumberScan.TryTake(ref rest, out var value))
                return false;
            if (value is { } number)
            {
                // It was a text, or null, when the layout was looked at.
                if (_layout[field].Slot < 0)
                    return false;
                points.Set(_layout[field].Slot, number);
            }

            if (rest.IsEmpty)
                return false;
            var sign = rest[0];
            rest = rest[1..];
            if (sign == (byte)'}')
                return field == _layout.Count - 1;
            if (sign != (byte)',')
                return false;
            if (!rest.IsEmpty && rest[0] == (byte)' ')
                rest = rest[1..];
        }
    }

    private void ParseData(ReadOnlySpan<byte> data, NumberColumns points)
    {
        // Stand-ins for numbers that JSON has not are put into a copy.
        Span<byte> own = data.ToArray();
        JsonNumbers.Admit(own);
        var reader = new Utf8JsonReader(own, JsonValues.Lenient);
        PointLine.Expect(reader.Read() && reader.TokenType == JsonTokenType.StartObject);
        ReadFields(ref reader, own, points);
        PointLine.Expect(!reader.Read());
    }

    private void Parse(Span<byte> line, NumberColumns points)
    {
        JsonNumbers.Admit(line);
        var reader = new Utf8JsonReader(line, JsonValues.Lenient);
        var hasFields = false;
        points.Set(FieldTable.Index, -1);
        PointLine.Expect(reader.Read() && reader.TokenType == JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("data"u8))
            {
                reader.Read();
                PointLine.Expect(reader.TokenType == JsonTokenType.StartObject);
                ReadFields(ref reader, line, points);
                hasFields = true;
            }
            else if (reader.ValueTextEquals("index"u8))
            {
                reader.Read();
                points.Set(FieldTable.Index, PointLine.Number(ref reader));
            }
            else
            {
                reader.Skip();
            }
        }

        PointLine.Expect(hasFields && !reader.Read());
    }

    private void ReadFields(ref Utf8JsonReader reader, ReadOnlySpan<byte> line, NumberColumns points)
    {
        _next.Clear();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var begin = (int)reader.TokenStartIndex;
            var name = JsonValues.ReadString(ref reader);
            reader.Read();
            var key = line[begin..(int)reader.TokenStartIndex].ToArray();
            var value = JsonValues.Read(ref reader);
            var slot = StoredNumber.Of(value) is { } number ? Put(points, name, number) : -1;
            _next.Add((key, slot));
        }

        if (_next.Select(field => Encoding.UTF8.GetString(field.Key)).Distinct(StringComparer.Ordinal).Count() < _next.Count)
            return;
        _layout.Clear();
        _layout.AddRange(_next);
    }

    private int Put(NumberColumns points, string name, double number)
    {
        var slot = fields.SlotOf(name);
        points.Set(slot, number);
        return slot;
    }
}
