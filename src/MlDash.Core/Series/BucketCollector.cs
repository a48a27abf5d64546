namespace MlDash.Series;

/// <summary>
/// Puts points and pieces, given in order, into buckets: one ends where its column does, or where x runs backwards. The fields of a point share their buckets.
/// </summary>
/// <param name="scale">The columns.</param>
/// <param name="fields">How many fields.</param>
/// <param name="areSingle">Whether each point has a bucket of its own.</param>
internal sealed class BucketCollector(ColumnScale scale, int fields, bool areSingle = false)
{
    private readonly List<SeriesBucket>[] _closed = [.. Enumerable.Range(0, fields).Select(_ => new List<SeriesBucket>())];
    private readonly SeriesBucket[] _open = new SeriesBucket[fields];
    private readonly bool[] _startsPiece = new bool[fields];
    private int _column = -1;
    private double _before = double.NegativeInfinity;

    /// <summary>How many buckets were begun.</summary>
    public int Begun { get; private set; }

    /// <summary>The buckets that the point at a place in the range belongs to, one a field.</summary>
    public Span<SeriesBucket> Open(double x)
    {
        var runsBack = x < _before;
        var column = scale.Of(x);
        if (areSingle || column != _column || runsBack)
            Begin(column, runsBack);
        _before = x;
        return _open;
    }

    /// <summary>Takes all points of a piece into the buckets of its first one.</summary>
    public void Add(SeriesPiece piece)
    {
        var open = Open(piece.FirstX);
        for (var at = 0; at < open.Length; at++)
            open[at].Merge(piece[at]);
        _before = piece.LastX;
    }

    /// <summary>The buckets of each field; those without points are left out.</summary>
    public List<SeriesBucket>[] Finish()
    {
        Close();
        return _closed;
    }

    private void Begin(int column, bool runsBack)
    {
        Close();
        for (var at = 0; at < fields; at++)
        {
            _startsPiece[at] |= runsBack && _closed[at].Count > 0;
            _open[at] = new(column, _startsPiece[at]);
        }

        _column = column;
        Begun++;
    }

    private void Close()
    {
        for (var at = 0; at < fields && _column >= 0; at++)
        {
            if (_open[at].IsEmpty)
                continue;
            _closed[at].Add(_open[at]);
            _startsPiece[at] = false;
        }

        _column = -1;
    }
}
