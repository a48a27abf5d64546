using System.Runtime.CompilerServices;
using MlDash.Files;
using MlDash.Metrics;

namespace MlDash.Export;

/// <summary>Writes a metric to a file, point by point; never the whole metric is in memory.</summary>
public static class MetricExport
{
    /// <summary>Writes the points that a query asks for to a file; it is put in place only when it is whole.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="experiment">Path of its experiment.</param>
    /// <param name="query">Which points and fields.</param>
    /// <param name="format">What to write.</param>
    /// <param name="path">Full path of the file.</param>
    /// <param name="overwrite">Whether something may be there.</param>
    /// <param name="progress">Told the points written so far.</param>
    /// <param name="cancellationToken">Ends the export; nothing is left of it.</param>
    /// <returns>How many values the format has no place for.</returns>
    /// <exception cref="StorageException"><c>FileExists</c> unless <paramref name="overwrite"/>.</exception>
    /// <exception cref="ExperimentException"><c>MetricNotFound</c>.</exception>
    public static async Task<long> ToFileAsync(
        IMetricReader metric, string experiment, MetricQuery query, MetricFormat format, string path, bool overwrite, IProgress<long>? progress = null,
        CancellationToken cancellationToken = default)
    {
        var info = await metric.GetInfoAsync(cancellationToken).ConfigureAwait(false)
            ?? throw MetricErrors.NotFound(metric.Name, experiment);
        // A point without its time is of little use in any of the formats.
        var timed = query.Fields.Length == 0 ? query : query with { Fields = [.. query.Fields, MetricPoint.TimestampField] };
        long left = 0;
        await WholeFile.WriteAsync(path, overwrite, async target =>
            left = await WriteAsync(metric, experiment, info, timed, format, target, progress, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        return left;
    }

    private static async Task<long> WriteAsync(
        IMetricReader metric,
        string experiment,
        MetricInfo info,
        MetricQuery query,
        MetricFormat format,
        Stream target,
        IProgress<long>? progress,
        CancellationToken cancellationToken)
    {
        // JSON lines need no columns; the other formats begin with them, so the metric is read for these first.
        if (format == MetricFormat.Jsonl)
        {
            await JsonLines.WriteAsync(Rows(long.MaxValue), MetricPoint.TimestampField, target, cancellationToken).ConfigureAwait(false);
            return 0;
        }

        var shape = await TableShape.OfAsync(RowsOf(metric, query, long.MaxValue, null, cancellationToken), cancellationToken).ConfigureAwait(false);
        switch (format)
        {
            case MetricFormat.Csv:
                await TableCsv.WriteAsync(Rows(shape.Count), shape, timeName: null, target).ConfigureAwait(false);
                return 0;
            case MetricFormat.Parquet:
                await TableParquet.WriteAsync(Rows(shape.Count), shape, timeName: null, target, cancellationToken).ConfigureAwait(false);
                return 0;
            default:
                await using (var writer = new OpenMetricsWriter(target, experiment, info))
                    return await writer.WriteAsync(shape, FieldRows).ConfigureAwait(false);
        }

        IAsyncEnumerable<TableRow> Rows(long count) => RowsOf(metric, query, count, progress, cancellationToken);

        IAsyncEnumerable<TableRow> FieldRows(string field) =>
            RowsOf(metric, query with { Fields = [field, MetricPoint.TimestampField] }, shape.Count, progress, cancellationToken);
    }

    /// <summary>Points as rows, no more than were counted: a metric that is being recorded may get others meanwhile, whose values fit no column.</summary>
    private static async IAsyncEnumerable<TableRow> RowsOf(
        IMetricReader metric, MetricQuery query, long count, IProgress<long>? progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long done = 0;
        if (count == 0)
            yield break;
        await foreach (var point in metric.ReadAsync(query, cancellationToken).ConfigureAwait(false))
        {
            yield return new(point.Fields);
            done++;
            progress?.Report(done);
            if (done == count)
                yield break;
        }
    }
}
