namespace MlDash.Series;

/// <summary>Points each in a bucket of its own, as long as there are not too many.</summary>
internal sealed class SinglePoints(ColumnScale scale, int fields, int most)
{
    private readonly List<SeriesBucket>[] _buckets = [.. Enumerable.Range(0, fields).Select(_ => new List<SeriesBucket>())];
    private readonly bool[] _startsPiece = new bool[fields];
    private double _before = double.NegativeInfinity;
    private int _count;

    /// <summary>Whether there are more points than may be shown one by one.</summary>
    public bool AreTooMany => _count > most;

    /// <summary>The buckets of each field.</summary>
    public List<SeriesBucket>[] Buckets => _buckets;

    /// <summary>Takes the next point.</summary>
    public void Add(NumberColumns points, int point, double x, ShownPoints shown)
    {
        if (++_count > most)
            return;
        var buckets = new SeriesBucket[fields];
        for (var at = 0; at < fields; at++)
        {
            _startsPiece[at] |= x < _before && _buckets[at].Count > 0;
            buckets[at] = new(scale.Of(x), _startsPiece[at]);
        }

        shown.Add(points, point, x, buckets);
        for (var at = 0; at < fields; at++)
        {
            if (buckets[at].IsEmpty)
                continue;
            _buckets[at].Add(buckets[at]);
            _startsPiece[at] = false;
        }

        _before = x;
    }
}
