using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;
using MlDash.Protocol;
using MlDash.Server.Hosting;
using MlDash.Server.Stores;

namespace MlDash.Server.Metrics;

/// <summary>
/// Moves full chunks from the hot stream to the blob store. A chunk is gzip over one line a point: its time, a blank, its fields.
/// Written twice by two servers it is the same bytes; the metric's document says which chunks count.
/// </summary>
internal sealed class MetricChunks(StoreCollections stores, IMetadataStore store, IBlobStore blobs, ServerSettings settings, TimeProvider clock)
{
    private const int MostAtOnce = 16;
    private readonly ConcurrentQueue<(string MetricId, long Next)> _unfinished = new();
    private readonly ConcurrentDictionary<string, bool> _closing = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(DateTimeOffset Due, string MetricId)> _toTrim = new();

    /// <summary>Closes chunks that are full when the metric has <paramref name="next"/> points. Answers the metric afterwards.</summary>
    public async Task<MetricDocument> CloseAsync(MetricDocument metric, long next, CancellationToken cancel)
    {
        // One closer a metric in this process is enough; others see the chunk when it is published.
        if (!_closing.TryAdd(metric.Id, true))
            return metric;
        try
        {
            // A giant batch fills many: the answer does not wait for all of them.
            for (var closed = 0; closed < MostAtOnce && (metric.TotalChunks + 1) * metric.ChunkSize <= next; closed++)
                metric = await CloseOneAsync(metric, cancel);
            if ((metric.TotalChunks + 1) * metric.ChunkSize <= next)
                _unfinished.Enqueue((metric.Id, next));
            await TrimAsync(metric, cancel);
            _toTrim.Enqueue((clock.GetUtcNow() + settings.ChunkGrace, metric.Id));
            return metric;
        }
        finally
        {
            _closing.TryRemove(metric.Id, out _);
        }
    }

    /// <summary>The points of a published chunk.</summary>
    public async Task<IReadOnlyList<MetricPoint>> ReadAsync(MetricDocument metric, long chunk, CancellationToken cancel)
    {
        await using var blob = await blobs.OpenAsync(metric.ChunkKey(chunk), 0, cancel)
            ?? throw new InvalidDataException($"Chunk {chunk} of metric {metric.Id} is published but not in the blob store.");
        await using var plain = new GZipStream(blob, CompressionMode.Decompress);
        var bytes = new MemoryStream();
        await plain.CopyToAsync(bytes, cancel);
        var index = chunk * metric.ChunkSize;
        return [.. Lines.Split(bytes.GetBuffer().AsMemory(0, (int)bytes.Length)).Select(line => PointOf(line, index++))];
    }

    /// <summary>Closes what was left over, and drops hot points whose time of grace is over. Called now and then.</summary>
    public async Task CatchUpAsync(CancellationToken cancel)
    {
        for (var left = _unfinished.Count; left > 0 && _unfinished.TryDequeue(out var rest); left--)
        {
            if (await stores.Metrics.GetAsync(rest.MetricId, cancel) is { } metric)
                await CloseAsync(metric, rest.Next, cancel);
        }
        while (_toTrim.TryPeek(out var first) && first.Due <= clock.GetUtcNow() && _toTrim.TryDequeue(out first))
        {
            if (await stores.Metrics.GetAsync(first.MetricId, cancel) is { } metric)
                await TrimAsync(metric, cancel);
        }
    }

    public static async IAsyncEnumerable<MetricPoint> PointsOfAsync(
        IMetadataStore store, MetricDocument metric, long from, long to, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (from >= to)
            yield break;
        await foreach (var batch in store.ReadAsync(metric.Stream, from, to, cancel))
        {
            var index = batch.Start;
            foreach (var line in Lines.Split(batch.Lines))
            {
                if (index >= from && index < to)
                    yield return new MetricPoint(index, line, batch.At);
                index++;
            }
        }
    }

    /// <summary>Before this time a closed chunk's points are no longer answered as hot ones.</summary>
    public string GraceBegin() => UtcText.Of(clock.GetUtcNow() - settings.ChunkGrace);

    private async Task<MetricDocument> CloseOneAsync(MetricDocument metric, CancellationToken cancel)
    {
        var chunk = metric.TotalChunks;
        var packed = new MemoryStream();
        var count = await PackAsync(metric, chunk, packed, cancel);
        if (count != metric.ChunkSize)
        {
            // Another server closed this chunk and its points are gone from the hot stream: go on from what it published.
            return await stores.Metrics.GetAsync(metric.Id, cancel) is { } newer && newer.TotalChunks > chunk ? newer
                : throw new InvalidDataException($"Chunk {chunk} of metric {metric.Id} has {count} of {metric.ChunkSize} points.");
        }
        packed.Position = 0;
        await blobs.PutAsync(metric.ChunkKey(chunk), packed, cancel);
        var now = UtcText.Of(clock.GetUtcNow());
        var grace = GraceBegin();
        return await stores.Metrics.ChangeAsync(metric.Id, m => m.TotalChunks != chunk ? m : m with
        {
            TotalChunks = chunk + 1,
            Retained = [.. m.Retained.Where(r => string.CompareOrdinal(r.ClosedAt, grace) > 0), new RetainedChunk(chunk, now)],
            UpdatedAt = now,
        }, cancel) ?? throw ApiException.NotFound("such metric");
    }

    /// <summary>Packs the points of a chunk. Answers how many there were.</summary>
    private async Task<int> PackAsync(MetricDocument metric, long chunk, Stream target, CancellationToken cancel)
    {
        var (from, to) = (chunk * metric.ChunkSize, (chunk + 1) * metric.ChunkSize);
        var lines = new ArrayBufferWriter<byte>(64 * 1024);
        await using var gzip = new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true);
        var count = 0;
        await foreach (var batch in store.ReadAsync(metric.Stream, from, to, cancel))
        {
            var time = Encoding.ASCII.GetBytes(batch.At + " ");
            var index = batch.Start;
            lines.ResetWrittenCount();
            foreach (var line in Lines.Split(batch.Lines))
            {
                if (index >= from && index < to)
                {
                    if (count++ > 0)
                        lines.Write("\n"u8);
                    lines.Write(time);
                    lines.Write(line.Span);
                }
                index++;
            }
            gzip.Write(lines.WrittenSpan);
        }
        return count;
    }

    private Task TrimAsync(MetricDocument metric, CancellationToken cancel) =>
        store.TrimAsync(metric.Stream, metric.FirstHotPoint(GraceBegin()), cancel);

    private static MetricPoint PointOf(ReadOnlyMemory<byte> line, long index)
    {
        var blank = line.Span.IndexOf((byte)' ');
        return blank > 0 ? new MetricPoint(index, line[(blank + 1)..], Encoding.ASCII.GetString(line.Span[..blank]))
            : throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"Point {index} of a chunk is damaged."));
    }
}
