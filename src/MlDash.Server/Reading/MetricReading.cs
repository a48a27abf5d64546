using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using MlDash.Json;
using MlDash.Protocol;
using MlDash.Series;
using MlDash.Server.Documents;
using MlDash.Server.Http;
using MlDash.Server.Metrics;
using MlDash.Storage.Format;

namespace MlDash.Server.Reading;

/// <summary>Metrics of an experiment that was found for a user.</summary>
internal sealed class MetricReading(StoreCollections stores, MetricListing listing, MetricPoints points, MetricCurves curves)
{
    private const int PointsAtOnce = 5000;

    /// <summary>Names of all metrics, in order.</summary>
    public async IAsyncEnumerable<string> NamesAsync(string experimentId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var head in (await stores.Metrics.HeadsAsync(experimentId, cancellationToken)).OrderBy(m => m.Label, StringComparer.Ordinal))
            yield return head.Label;
    }

    /// <summary>Metrics without their points, in the order of their names; some by exact names, or all.</summary>
    public async IAsyncEnumerable<MetricInfo> DescribeAsync(
        string experimentId, IReadOnlyCollection<string>? names, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (names is null)
        {
            await foreach (var metric in DescribePagesAsync(experimentId, null, cancellationToken))
                yield return metric;
            yield break;
        }
        foreach (var part in names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Chunk(MetricListing.MostAtOnce))
        {
            await foreach (var metric in DescribePagesAsync(experimentId, part.ToHashSet(StringComparer.Ordinal), cancellationToken))
                yield return metric;
        }
    }

    private async IAsyncEnumerable<MetricInfo> DescribePagesAsync(
        string experimentId, HashSet<string>? names, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var line = new PooledBuffer();
        var reader = new PointReader(new());
        MetricList page;
        string? after = null;
        do
        {
            page = await listing.ListAsync(experimentId, names, withLast: true, new NamePage(MetricListing.MostAtOnce, after), cancellationToken);
            foreach (var metric in page.Metrics)
                yield return RecordShapes.ToInfo(metric, metric.LastPoint is { } last ? Read(reader, last, line) : null);
            after = page.NextCursor;
        }
        while (page.HasMore);
    }

    private static MetricPoint? Read(PointReader reader, PointWire point, PooledBuffer line) =>
        reader.Read(LineOf(new(long.Parse(point.Index, CultureInfo.InvariantCulture), point.Data.Bytes, point.CreatedAt), line));

    /// <summary>Points of a metric; none when there is no such metric.</summary>
    public async IAsyncEnumerable<MetricPoint> ReadAsync(
        string experimentId, string name, MetricQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await points.FindAsync(experimentId, name, cancellationToken) is not { } metric)
            yield break;
        // Counted first: what comes while this is read belongs to the next reading.
        var end = await points.CountAsync(metric, cancellationToken);
        if (query.Last is { } last)
        {
            foreach (var point in await LastAsync(metric, query, last, end, cancellationToken))
                yield return point;
            yield break;
        }
        var left = query.First ?? long.MaxValue;
        await foreach (var point in ReadAsync(metric, query, query.Skip, end, cancellationToken))
        {
            if (left-- <= 0)
                yield break;
            yield return point;
        }
    }

    /// <summary>Curves of a metric; none when there is no such metric.</summary>
    public async Task<IReadOnlyList<MetricSeries>> SeriesAsync(string experimentId, string name, SeriesQuery query, CancellationToken cancellationToken) =>
        await points.FindAsync(experimentId, name, cancellationToken) is { } metric ? await curves.ReadAsync(metric, query, _ => { }, cancellationToken) : [];

    /// <summary>Goes back from the end, a part at a time, until enough points were of use.</summary>
    private async Task<List<MetricPoint>> LastAsync(MetricDocument metric, MetricQuery query, int last, long end, CancellationToken cancellationToken)
    {
        List<MetricPoint> found = [];
        // Mostly every point is of use, and the first part is all that is needed.
        for (long size = last; end > 0 && found.Count < last; size = Math.Max(last, PointsAtOnce))
        {
            var start = Math.Max(0, end - size);
            found.InsertRange(0, await ReadAsync(metric, query, start, end, cancellationToken).ToListAsync(cancellationToken));
            end = start;
        }
        return found.Count > last ? found[^last..] : found;
    }

    private async IAsyncEnumerable<MetricPoint> ReadAsync(
        MetricDocument metric, MetricQuery query, long from, long to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var line = new PooledBuffer();
        var reader = new PointReader(query);
        await foreach (var stored in points.ReadAsync(metric, from, to, cancellationToken))
        {
            if (reader.Read(LineOf(stored, line)) is { } point)
                yield return point;
        }
    }

    /// <summary>A stored point as the line that folders have of it, so that one reader knows what a point is.</summary>
    /// <param name="point">The point.</param>
    /// <param name="line">Room for the line, used again for the next one.</param>
    public static Span<byte> LineOf(StoredPoint point, PooledBuffer line)
    {
        line.Truncate(0);
        PointLine.Write(line, point.Index, point.Data.Span, Encoding.ASCII.GetBytes(point.CreatedAt));
        return MemoryMarshal.AsMemory(line.WrittenMemory).Span;
    }
}
