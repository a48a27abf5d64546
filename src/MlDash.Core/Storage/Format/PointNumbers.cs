using System.Text.Json;
using MlDash.Json;
using MlDash.Metrics;
using MlDash.Series;

namespace MlDash.Storage.Format;

/// <summary>
/// Takes the numbers out of the stored lines of one metric, without building anything else of them. A line that is framed and laid out as ones before is
/// scanned; any other is parsed, and its layout remembered.
/// </summary>
/// <param name="fields">The fields of the columns.</param>
internal sealed class PointNumbers(FieldTable fields)
{
    private readonly FieldLayouts _layouts = new();
    private readonly FieldReader _names = new();
    private readonly RepeatedTime _times = new();

    /// <summary>Adds the numbers of a line to columns that have room for a point.</summary>
    /// <param name="line">The line; its bytes may be changed.</param>
    /// <param name="points">Where to.</param>
    /// <exception cref="JsonException">The line is broken; nothing was added.</exception>
    public void Read(Span<byte> line, NumberColumns points)
    {
        points.Begin();
        var isFramed = PointLine.TryBegin(line, out var index, out var begun);
        var sink = new Sink(fields, points);
        if (isFramed && _layouts.TryScan(begun, ref sink, out var rest) && PointLine.TryEnd(rest, out _))
        {
            points.Set(FieldTable.Index, index);
            points.Keep();
            return;
        }

        points.Begin();
        points.Add(PointLine.Read(line, [], _names, _times), fields);
        if (isFramed)
            Learn(begun);
    }

    /// <summary>Adds the numbers of a point without the line around it.</summary>
    /// <param name="data">The point as a JSON object.</param>
    /// <param name="index">Its index.</param>
    /// <param name="points">Where to.</param>
    /// <exception cref="JsonException">It is no object; nothing was added.</exception>
    public void ReadData(ReadOnlySpan<byte> data, long index, NumberColumns points)
    {
        points.Begin();
        var sink = new Sink(fields, points);
        if (!data.IsEmpty && data[0] == (byte)'{' && _layouts.TryScan(data, ref sink, out var rest) && rest.IsEmpty)
        {
            points.Set(FieldTable.Index, index);
            points.Keep();
            return;
        }

        points.Begin();
        // Stand-ins for numbers that JSON has not are put into a copy.
        Span<byte> own = data.ToArray();
        JsonNumbers.Admit(own);
        var reader = new Utf8JsonReader(own, JsonValues.Lenient);
        reader.Read();
        var point = new MetricPoint(index, _names.Read(ref reader, []), null);
        if (reader.Read())
            throw new JsonException("There is text after the point.");
        points.Add(point, fields);
        Learn(own);
    }

    private void Learn(ReadOnlySpan<byte> written)
    {
        if (_layouts.Learn(written) is { } layout)
            Array.Fill(layout.Places, -1);
    }

    private readonly struct Sink(FieldTable fields, NumberColumns points) : IFieldSink
    {
        public void Begin(FieldLayout layout) => points.Begin();

        public void Take(FieldLayout layout, int field, ScannedValue value)
        {
            if (!value.TryNumber(out var number))
                return;
            ref var slot = ref layout.Places[field];
            // A field that holds no numbers has no slot.
            if (slot < 0)
                slot = fields.SlotOf(layout.Names[field]);
            points.Set(slot, number);
        }
    }
}
