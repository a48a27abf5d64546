namespace MlDash.Series;

/// <summary>What is shown of points: where they lie, and which fields of them.</summary>
/// <param name="range">Which points.</param>
/// <param name="origin">What x is counted from.</param>
/// <param name="fields">Slots of the fields.</param>
internal sealed class ShownPoints(SeriesRange range, double origin, int[] fields)
{
    /// <summary>How many fields.</summary>
    public int Fields => fields.Length;

    /// <summary>Whether a point is shown, and where.</summary>
    public bool TryPlace(NumberColumns points, int point, out double x)
    {
        x = range.Holds(points, point) ? points.Number(range.X, point) - origin : double.NaN;
        return !double.IsNaN(x);
    }

    /// <summary>Adds a point to the buckets of its fields.</summary>
    public void Add(NumberColumns points, int point, double x, Span<SeriesBucket> buckets)
    {
        for (var at = 0; at < fields.Length; at++)
        {
            var value = points.Number(fields[at], point);
            if (!NumberColumns.IsAbsent(value))
                buckets[at].Add(x, value);
        }
    }

    /// <summary>A piece of all points of a block.</summary>
    public SeriesPiece PieceOf(BlockSummary block)
    {
        var places = block.Field(range.X)!.Value;
        var buckets = new SeriesBucket[fields.Length];
        for (var at = 0; at < fields.Length; at++)
        {
            if (block.Field(fields[at]) is { } field)
                buckets[at] = SeriesBucket.Of(field, row => block.Place(row, range.X) - origin);
        }

        return new(places.FirstValue - origin, places.LastValue - origin, buckets);
    }

    /// <summary>Adds what a part of the points is to pieces, the last of which is carried on unless x runs backwards.</summary>
    public void Append(List<SeriesPiece> pieces, SummaryPart part)
    {
        if (part.Summary is { } block && PieceOf(block) is var next && !(pieces.Count > 0 && pieces[^1].TryAdd(next)))
            pieces.Add(next);
        for (var point = 0; point < part.Points?.Count; point++)
        {
            if (!TryPlace(part.Points, point, out var x))
                continue;
            if (pieces.Count == 0 || x < pieces[^1].LastX)
                pieces.Add(new(x, x, new SeriesBucket[fields.Length]));
            Add(part.Points, point, x, pieces[^1].Reach(x));
        }
    }

    /// <summary>Whether a summary says where its points lie, one after the other.</summary>
    public bool RunsForward(BlockSummary block) => block.KnowsPlace(range.X) && block.Field(range.X) is { RunsBackwards: false };

    /// <summary>Whether all points of a block lie in one column.</summary>
    public bool IsInOneColumn(BlockSummary block, ColumnScale scale) =>
        block.KnowsPlace(range.X) && block.Field(range.X) is { } places && scale.Of(places.MinValue - origin) == scale.Of(places.MaxValue - origin);
}
