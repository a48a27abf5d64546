namespace MlDash.Series;

/// <summary>
/// Makes curves of a metric out of the summaries of its blocks, and reads the points only where a block lies across the border of what is shown, where x runs
/// backwards in it, or where there are fewer blocks than half of the buckets.
/// </summary>
/// <remarks>
/// What comes out depends on the points alone, not on which of them have summaries: the borders of buckets are those of blocks also where points are read.
/// </remarks>
internal sealed class SeriesReduction
{
    /// <summary>Where x runs backwards, columns are as wide as this times the narrowest, at most, before x is a value and no axis.</summary>
    private const int WidestColumn = 16;

    /// <summary>The points of so few blocks are read: there may be no more of them than buckets.</summary>
    private const int FewBlocks = 2;

    private readonly SummaryWalk _walk;
    private readonly ShownPoints _shown;
    private readonly (double From, double To) _range;
    private readonly int _most;

    private SeriesReduction(SummaryWalk walk, ShownPoints shown, (double From, double To) range, int most)
    {
        _walk = walk;
        _shown = shown;
        _range = range;
        _most = most;
    }

    /// <summary>The curves that are asked for, in the order of the fields; those that no point has a number in are left out.</summary>
    public static async Task<IReadOnlyList<MetricSeries>> ReadAsync(
        ISummarizedPoints points, string metric, SeriesQuery query, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Buckets, 1);
        var table = points.Fields;
        var x = query.X ?? SeriesX.Usual(name => table.Find(name) >= 0);
        var slot = x.Field.Length == 0 ? FieldTable.Index : table.Find(x.Field);
        int[] fields = query.Fields.Count > 0
            ? [.. query.Fields.Select(table.Find).Where(field => field >= 0).Distinct()]
            : [.. Enumerable.Range(1, table.Count - 1).Where(field => field != slot)];
        if (slot < 0 || fields.Length == 0)
            return [];
        var range = new SeriesRange(slot, double.MinValue, double.MaxValue, table.Find(SeriesX.TimeField), query.Since, query.Until);
        var extent = query is { From: { } from, To: { } to } && !x.IsElapsed
            ? new SeriesExtent(from, from, to)
            : await SeriesExtent.FindAsync(points, range, cancellationToken).ConfigureAwait(false);
        if (extent.IsEmpty)
            return [];
        var origin = x.IsElapsed ? extent.First : 0;
        range = range with { From = query.From + origin ?? extent.Least, To = query.To + origin ?? extent.Greatest };
        if (!(range.From <= range.To))
            return [];
        var reduction = new SeriesReduction(
            new(points, range), new(range, origin, fields), (range.From - origin, range.To - origin), query.Buckets);
        var (buckets, isRaw, isOrdered) = await reduction.ReduceAsync(cancellationToken).ConfigureAwait(false);
        return
        [
            .. fields.Zip(buckets).Where(curve => curve.Second.Count > 0).Select(curve => new MetricSeries
            {
                Metric = metric, Field = table[curve.First], X = x, Buckets = curve.Second, IsRaw = isRaw, IsOrdered = isOrdered,
            }),
        ];
    }

    private async Task<(List<SeriesBucket>[] Buckets, bool IsRaw, bool IsOrdered)> ReduceAsync(CancellationToken cancellationToken)
    {
        var blocks = await _walk.CountAsync(cancellationToken).ConfigureAwait(false);
        // A run that was resumed fills some columns twice: wider ones leave room for all pieces.
        for (var columns = _most; columns > 0 && columns >= _most / WidestColumn; columns /= 2)
        {
            var scale = new ColumnScale(_range.From, _range.To, columns);
            var level = LevelFor(blocks, columns);
            var (buckets, areSingle) = level < 0
                ? await PointsAsync(scale, cancellationToken).ConfigureAwait(false)
                : (await PiecesAsync(level, scale, cancellationToken).ConfigureAwait(false), false);
            if (buckets is not null)
                return (buckets, areSingle, true);
        }

        return (await UnorderedAsync(new(_range.From, _range.To, _most), cancellationToken).ConfigureAwait(false), false, false);
    }

    /// <summary>The level of the largest units of which there are half as many as columns; -1 where points are read.</summary>
    private static int LevelFor(int blocks, int columns)
    {
        var level = blocks <= FewBlocks ? -1 : SummaryLevels.Top;
        while (level >= 0 && blocks < (long)SummaryLevels.BlocksOf(level) * (columns + 1) / 2)
            level--;
        return level;
    }

    /// <summary>Buckets of whole units of a level; null when x runs backwards too often for that.</summary>
    private async Task<List<SeriesBucket>[]?> PiecesAsync(int level, ColumnScale scale, CancellationToken cancellationToken)
    {
        var collector = new BucketCollector(scale, _shown.Fields);
        foreach (var unit in await _walk.UnitsAsync(level, cancellationToken).ConfigureAwait(false))
        {
            List<SeriesPiece> pieces = [];
            await foreach (var part in _walk.UnitAsync(level, unit, _shown.RunsForward, cancellationToken).ConfigureAwait(false))
            {
                _shown.Append(pieces, part);
                if (pieces.Count > _most)
                    return null;
            }

            foreach (var piece in pieces)
                collector.Add(piece);
            if (collector.Begun > _most)
                return null;
        }

        return collector.Finish();
    }

    /// <summary>Buckets of points, of one each where they are few; null when x runs backwards too often for that.</summary>
    private async Task<(List<SeriesBucket>[]? Buckets, bool AreSingle)> PointsAsync(ColumnScale scale, CancellationToken cancellationToken)
    {
        var collector = new BucketCollector(scale, _shown.Fields);
        var single = new BucketCollector(scale, _shown.Fields, areSingle: true);
        await foreach (var part in _walk.AllAsync(_ => false, cancellationToken).ConfigureAwait(false))
        {
            for (var point = 0; point < part.Points!.Count; point++)
            {
                if (!_shown.TryPlace(part.Points, point, out var x))
                    continue;
                _shown.Add(part.Points, point, x, collector.Open(x));
                // With one more than may be shown they are known to be too many.
                if (single.Begun <= _most)
                    _shown.Add(part.Points, point, x, single.Open(x));
            }

            if (collector.Begun > _most && single.Begun > _most)
                return default;
        }

        return single.Begun <= _most ? (single.Finish(), true) : (collector.Begun <= _most ? collector.Finish() : null, false);
    }

    /// <summary>A bucket a column, whatever the order of the points.</summary>
    private async Task<List<SeriesBucket>[]> UnorderedAsync(ColumnScale scale, CancellationToken cancellationToken)
    {
        var columns = new SeriesBucket[scale.Columns][];
        for (var column = 0; column < columns.Length; column++)
        {
            columns[column] = new SeriesBucket[_shown.Fields];
            Array.Fill(columns[column], new(column, startsPiece: true));
        }

        var parts = _walk.AllAsync(block => _shown.IsInOneColumn(block, scale), cancellationToken);
        await foreach (var part in parts.ConfigureAwait(false))
        {
            if (part.Summary is { } block && _shown.PieceOf(block) is var piece)
            {
                for (var at = 0; at < _shown.Fields; at++)
                    columns[scale.Of(piece.FirstX)][at].Merge(piece[at]);
            }

            for (var point = 0; point < part.Points?.Count; point++)
            {
                if (_shown.TryPlace(part.Points, point, out var x))
                    _shown.Add(part.Points, point, x, columns[scale.Of(x)]);
            }
        }

        return [.. Enumerable.Range(0, _shown.Fields).Select(at => columns.Select(fields => fields[at]).Where(bucket => !bucket.IsEmpty).ToList())];
    }
}
