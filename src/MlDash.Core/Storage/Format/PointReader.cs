using System.Text.Json;

namespace MlDash.Storage.Format;

/// <summary>
/// Turns stored lines of one metric into points, which share what repeats from point to point. A line that is framed and laid out as ones before is scanned;
/// any other is parsed, and its layout remembered.
/// </summary>
internal sealed class PointReader
{
    private readonly MetricQuery _query;
    private readonly DecodedPage<MetricPoint>.LineParser _take;
    private readonly FieldLayouts _layouts = new();
    private readonly FieldReader _names = new();
    private readonly RepeatedTime _times = new();
    private DecodedPage<MetricPoint> _page = new();

    public PointReader(MetricQuery query)
    {
        _query = query;
        _take = Take;
    }

    /// <summary>The points in a page of lines.</summary>
    public DecodedPage<MetricPoint> Read(LinePage page)
    {
        _page = new();
        while (page.TryRead(out var line))
            _page.Read(page, line, _take);
        return _page;
    }

    /// <summary>The point of a line; null when the query does not ask for it.</summary>
    /// <exception cref="JsonException">The line is broken.</exception>
    public MetricPoint? Read(Span<byte> line)
    {
        if (!PointLine.IsAsked(line, _query))
            return null;
        var isFramed = PointLine.TryBegin(line, out var index, out var begun);
        var sink = default(Sink);
        if (isFramed && _layouts.TryScan(begun, ref sink, out var rest) && PointLine.TryEnd(rest, out var createdAt))
            return new(index, sink.Fields, createdAt.IsEmpty ? null : _times.Read(createdAt));
        var point = PointLine.Read(line, _query.Fields, _names, _times);
        if (isFramed && _layouts.Learn(begun) is { } layout)
            Place(layout);
        return point;
    }

    private void Take(Span<byte> line)
    {
        if (Read(line) is { } point)
            _page.Items.Add(point);
    }

    private void Place(FieldLayout layout)
    {
        List<string> taken = [];
        for (var field = 0; field < layout.Places.Length; field++)
        {
            var isTaken = FieldSet.Takes(layout.Names[field], _query.Fields);
            layout.Places[field] = isTaken ? taken.Count : -1;
            if (isTaken)
                taken.Add(layout.Names[field]);
        }

        layout.Taken = [.. taken];
    }

    private struct Sink : IFieldSink
    {
        private string[] _names;
        private object?[] _values;

        public readonly FieldSet Fields => new(_names, _values);

        public void Begin(FieldLayout layout) => (_names, _values) = (layout.Taken, new object?[layout.Taken.Length]);

        public readonly void Take(FieldLayout layout, int field, ScannedValue value)
        {
            if (layout.Places[field] is var place and >= 0)
                _values[place] = value.ToObject();
        }
    }
}
