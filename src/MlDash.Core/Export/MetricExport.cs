using MlDash.Files;

namespace MlDash.Export;

/// <summary>Writes metrics to a file, point by point; never a whole metric is in memory.</summary>
public static class MetricExport
{
    /// <summary>
    /// Writes the points that a query asks for to a file; it is put in place only when it is whole. Where there are several metrics, each point says which
    /// it is from: in the columns Index, Metric and Experiment, in OpenMetrics in the labels that are always there.
    /// </summary>
    /// <param name="metrics">The metrics.</param>
    /// <param name="query">Which points and fields of each.</param>
    /// <param name="format">What to write.</param>
    /// <param name="path">Full path of the file.</param>
    /// <param name="overwrite">Whether something may be there.</param>
    /// <param name="progress">Told the points written so far.</param>
    /// <param name="cancellationToken">Ends the export; nothing is left of it.</param>
    /// <returns>How many values the format has no place for.</returns>
    /// <exception cref="StorageException"><c>FileExists</c> unless <paramref name="overwrite"/>.</exception>
    public static async Task<long> ToFileAsync(
        IReadOnlyList<ExportedMetric> metrics, MetricQuery query, MetricFormat format, string path, bool overwrite, IProgress<long>? progress = null,
        CancellationToken cancellationToken = default)
    {
        // A point without its time is of little use in any of the formats.
        var timed = query.Fields.Length == 0 ? query : query with { Fields = [.. query.Fields, MetricPoint.TimestampField] };
        var rows = new PointRows(metrics, timed, progress, cancellationToken);
        long left = 0;
        await WholeFile.WriteAsync(path, overwrite, async target =>
            left = await WriteAsync(metrics, rows, format, target, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        return left;
    }

    private static async Task<long> WriteAsync(
        IReadOnlyList<ExportedMetric> metrics, PointRows rows, MetricFormat format, Stream target, CancellationToken cancellationToken)
    {
        // JSON lines need no columns; the other formats begin with them, so the metrics are read for these first.
        switch (format)
        {
            case MetricFormat.Jsonl:
                await JsonLines.WriteAsync(rows.All(null), MetricPoint.TimestampField, target, cancellationToken).ConfigureAwait(false);
                return 0;
            case MetricFormat.Csv:
                var cells = await rows.ShapeAsync().ConfigureAwait(false);
                await TableCsv.WriteAsync(rows.All(cells), cells, timeName: null, target).ConfigureAwait(false);
                return 0;
            case MetricFormat.Parquet:
                var columns = await rows.ShapeAsync().ConfigureAwait(false);
                await TableParquet.WriteAsync(rows.All(columns), columns, timeName: null, target, cancellationToken).ConfigureAwait(false);
                return 0;
            default:
                var shapes = await rows.ShapesAsync().ConfigureAwait(false);
                await using (var writer = new OpenMetricsWriter(target, metrics))
                    return await writer.WriteAsync(shapes, rows.Of).ConfigureAwait(false);
        }
    }
}
