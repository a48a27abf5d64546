using System.Runtime.CompilerServices;

namespace MlDash.Export;

/// <summary>
/// The points of metrics as rows, metric after metric. Once they were counted, no more are read than there were then: a metric that is being recorded may
/// get others meanwhile, whose values fit no column.
/// </summary>
internal sealed class PointRows(IReadOnlyList<ExportedMetric> metrics, MetricQuery query, IProgress<long>? progress, CancellationToken cancellationToken)
{
    private readonly long[] _counts = [.. metrics.Select(_ => long.MaxValue)];
    private long _done;

    /// <summary>Whether a row has to say where it comes from.</summary>
    public bool HaveOrigin => metrics.Count > 1;

    /// <summary>The shape of all rows; counts them.</summary>
    public async Task<TableShape> ShapeAsync()
    {
        var shape = await TableShape.OfAsync(Concat(CountAsync), cancellationToken).ConfigureAwait(false);
        return HaveOrigin ? shape with { Columns = [.. shape.Columns, .. OriginOf(shape)] } : shape;
    }

    /// <summary>The shape of the rows of each metric; counts them.</summary>
    public async Task<IReadOnlyList<TableShape>> ShapesAsync()
    {
        var shapes = new TableShape[metrics.Count];
        for (var at = 0; at < shapes.Length; at++)
            shapes[at] = await TableShape.OfAsync(CountAsync(at), cancellationToken).ConfigureAwait(false);
        return shapes;
    }

    /// <summary>All rows.</summary>
    /// <param name="shape">Their columns; null where rows need none.</param>
    public IAsyncEnumerable<TableRow> All(TableShape? shape)
    {
        // Behind the fields, whose names are free of theirs.
        var origin = shape is null || !HaveOrigin ? null : shape.Columns.TakeLast(3).ToArray();
        return Concat(at => RowsAsync(at, query, point => HaveOrigin ? PointOrigin.Add(point, metrics[at], origin) : point.Fields));
    }

    /// <summary>The rows of one metric with one field and the time.</summary>
    public IAsyncEnumerable<TableRow> Of(int at, string field) =>
        RowsAsync(at, query with { Fields = [field, MetricPoint.TimestampField] }, point => point.Fields);

    private static TableColumn[] OriginOf(TableShape shape)
    {
        var names = shape.Columns.Select(column => column.Name).ToHashSet(StringComparer.Ordinal);
        return PointOrigin.Beside(names.Contains);
    }

    private async IAsyncEnumerable<TableRow> Concat(
        Func<int, IAsyncEnumerable<TableRow>> rowsOf, [EnumeratorCancellation] CancellationToken stopped = default)
    {
        for (var at = 0; at < metrics.Count; at++)
        {
            await foreach (var row in rowsOf(at).WithCancellation(stopped).ConfigureAwait(false))
                yield return row;
        }
    }

    private async IAsyncEnumerable<TableRow> CountAsync(int at)
    {
        long count = 0;
        await foreach (var point in metrics[at].Reader.ReadAsync(query, cancellationToken).ConfigureAwait(false))
        {
            count++;
            yield return new(point.Fields);
        }

        _counts[at] = count;
    }

    private async IAsyncEnumerable<TableRow> RowsAsync(int at, MetricQuery asked, Func<MetricPoint, FieldSet> fieldsOf)
    {
        var left = _counts[at];
        if (left == 0)
            yield break;
        await foreach (var point in metrics[at].Reader.ReadAsync(asked, cancellationToken).ConfigureAwait(false))
        {
            yield return new(fieldsOf(point));
            progress?.Report(++_done);
            if (--left == 0)
                yield break;
        }
    }
}
