using System.Runtime.CompilerServices;
using MlDash.Json;
using MlDash.Metrics;
using MlDash.Server.Documents;
using MlDash.Server.Metrics;
using MlDash.Storage.Format;

namespace MlDash.Server.Reading;

/// <summary>Points of metrics as columns, of an experiment that was found for a user.</summary>
internal sealed class ColumnReading(MetricPoints points, MetricChunks chunks)
{
    private const int PointsAtOnce = 5000;

    /// <summary>Points of a metric as columns, part by part; none when there is no such metric.</summary>
    public async IAsyncEnumerable<MetricColumns> ReadAsync(
        string experimentId, string name, MetricQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await points.FindAsync(experimentId, name, cancellationToken) is not { } metric)
            yield break;
        // Counted first: what comes while this is read belongs to the next reading.
        var end = await points.CountAsync(metric, cancellationToken);
        if (query.Last is { } last)
        {
            foreach (var part in (await LastAsync(metric, query, last, end, cancellationToken)).First(query.First))
                yield return part;
            yield break;
        }
        await foreach (var part in PartsAsync(metric, query, query.Skip, end, cancellationToken).First(query.First))
            yield return part;
    }

    /// <summary>Goes back from the end, a part at a time, until enough points were of use.</summary>
    private async Task<List<MetricColumns>> LastAsync(
        MetricDocument metric, MetricQuery query, int last, long end, CancellationToken cancellationToken)
    {
        List<MetricColumns> found = [];
        for (long size = last; end > 0 && found.Points() < last; size = Math.Max(last, PointsAtOnce))
        {
            var start = Math.Max(0, end - size);
            found.InsertRange(0, await PartsAsync(metric, query, start, end, cancellationToken).ToListAsync(cancellationToken));
            end = start;
        }
        return found.Last(last);
    }

    private IAsyncEnumerable<MetricColumns> PartsAsync(MetricDocument metric, MetricQuery query, long from, long to, CancellationToken cancellationToken) =>
        query.Since is null && query.Until is null
            ? AllAsync(metric, query, from, to, cancellationToken)
            : OfTimeAsync(metric, query, from, to, cancellationToken);

    /// <summary>Numbers straight from the chunks, then those of the points that are in none.</summary>
    private async IAsyncEnumerable<MetricColumns> AllAsync(
        MetricDocument metric, MetricQuery query, long from, long to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = new ColumnReader(query);
        var chunked = new ChunkNumbers(chunks, metric, reader.Numbers);
        for (var most = Math.Min(to, metric.ChunkedPoints); from < most; from = Math.Min(from + ColumnReader.PointsAPart, most))
        {
            await chunked.ReadAsync(from, Math.Min(from + ColumnReader.PointsAPart, most), reader.Points, cancellationToken);
            if (reader.TakeRest() is { } part)
                yield return part;
        }
        await foreach (var point in points.ReadHotAsync(metric, from, to, cancellationToken))
        {
            if (reader.Read(point.Data.Span, point.Index) is { } full)
                yield return full;
        }
        if (reader.TakeRest() is { } rest)
            yield return rest;
    }

    private async IAsyncEnumerable<MetricColumns> OfTimeAsync(
        MetricDocument metric, MetricQuery query, long from, long to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var line = new PooledBuffer();
        var reader = new ColumnReader(query);
        await foreach (var point in points.ReadAsync(metric, from, to, cancellationToken))
        {
            if (reader.Read(MetricReading.LineOf(point, line)) is { } full)
                yield return full;
        }
        if (reader.TakeRest() is { } rest)
            yield return rest;
    }
}
