using MlDash.Series;

namespace MlDash.Metrics;

/// <summary>
/// Chooses the points that the shape of a metric needs: of equal parts the first, the last, the least and the greatest of each field, and the first that is not
/// finite; besides, the first and the last point of all.
/// </summary>
internal sealed class ShapeRows
{
    private const int RowsOfField = 5;

    private readonly long _points;
    private readonly int _most;
    private readonly Dictionary<string, Part> _open = new(StringComparer.Ordinal);
    private readonly HashSet<string> _fields;
    private readonly HashSet<long> _kept = [];
    private readonly int _parts;
    private int _part = -1;
    private long _row;

    /// <param name="points">How many points there are.</param>
    /// <param name="most">How many may stay.</param>
    /// <param name="fields">The fields; of more than the points have room for, the first ones count.</param>
    public ShapeRows(long points, int most, IEnumerable<string> fields)
    {
        (_points, _most) = (points, most);
        _fields = fields.Take((most - 2) / RowsOfField).ToHashSet(StringComparer.Ordinal);
        _parts = Math.Max(1, (most - 2) / Math.Max(1, RowsOfField * _fields.Count));
    }

    /// <summary>Takes points in order.</summary>
    public void Add(MetricColumns points)
    {
        var columns = points.Fields.Where(_fields.Contains).Select(field => (field, points[field])).ToList();
        for (var at = 0; at < points.Count; at++, _row++)
        {
            var part = Math.Min((int)((Int128)_row * _parts / _points), _parts - 1);
            if (part != _part)
                Close();
            _part = part;
            foreach (var (field, numbers) in columns)
            {
                var number = numbers.Span[at];
                if (!MetricColumns.IsAbsent(number))
                    Take(field, number);
            }
        }
    }

    /// <summary>The rows that stay, counted from 0, in order.</summary>
    public long[] Finish()
    {
        Close();
        _kept.Add(0);
        _kept.Add(_points - 1);
        return _kept.Count <= _most ? [.. _kept.Order()] : throw new InvalidOperationException("More rows were chosen than may stay.");
    }

    private void Take(string field, double number)
    {
        var part = _open.GetValueOrDefault(field) ?? (_open[field] = new());
        if (!double.IsFinite(number) && part.FirstNotFinite < 0)
            part.FirstNotFinite = _row;
        var shape = part.Shape;
        shape.Add(_row, number);
        part.Shape = shape;
    }

    private void Close()
    {
        foreach (var part in _open.Values)
        {
            if (part.Shape.Count > 0)
                _kept.UnionWith([(long)part.Shape.First.X, (long)part.Shape.Last.X, (long)part.Shape.Min.X, (long)part.Shape.Max.X]);
            if (part.FirstNotFinite >= 0)
                _kept.Add(part.FirstNotFinite);
        }

        _open.Clear();
    }

    private sealed class Part
    {
        public SeriesBucket Shape { get; set; }

        public long FirstNotFinite { get; set; } = -1;
    }
}
