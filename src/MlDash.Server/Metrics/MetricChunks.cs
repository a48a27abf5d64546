using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using MlDash.Json;
using MlDash.Protocol;
using MlDash.Server.Diagnostics;
using MlDash.Server.Documents;
using MlDash.Server.Settings;
using MlDash.Server.Stores;

namespace MlDash.Server.Metrics;

/// <summary>
/// Chunks in the blob store: one line a point, its time, a blank, its fields, compressed. Written twice by two servers it is the same content; the metric's
/// document says which chunks count.
/// </summary>
internal sealed class MetricChunks(IMetadataStore store, IBlobStore blobs, ServerSettings settings, TimeProvider clock)
{
    /// <summary>The points of a published chunk.</summary>
    public async Task<IReadOnlyList<StoredPoint>> ReadAsync(MetricDocument metric, long chunk, CancellationToken cancellationToken) =>
        PointsOf(await UnpackAsync(metric, chunk, cancellationToken), chunk * metric.ChunkSize);

    /// <summary>The lines of a published chunk.</summary>
    public async Task<ReadOnlyMemory<byte>> UnpackAsync(MetricDocument metric, long chunk, CancellationToken cancellationToken) =>
        await UnpackAsync(metric.ChunkKey(chunk), cancellationToken)
            ?? throw new InvalidDataException($"Chunk {chunk} of metric {metric.Id} is published but not in the blob store.");

    /// <summary>The points of the tail of a metric that has one; null when its blob is not there, since a longer one or a chunk has taken its place.</summary>
    public async Task<IReadOnlyList<StoredPoint>?> ReadTailAsync(MetricDocument metric, CancellationToken cancellationToken) =>
        await UnpackAsync(metric.TailKey!, cancellationToken) is { } lines ? PointsOf(lines, metric.ChunkedPoints) : null;

    /// <summary>Where the fields begin in the line of a point, behind its time.</summary>
    /// <exception cref="InvalidDataException">It is no such line.</exception>
    public static int FieldsIn(ReadOnlySpan<byte> line, long index) => line.IndexOf((byte)' ') is var blank and > 0 ? blank + 1
        : throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"Point {index} of a chunk is damaged."));

    /// <summary>Packs the hot points of a chunk into the blob store; false, and nothing stored, when not all of them are there.</summary>
    public Task<bool> StoreAsync(MetricDocument metric, long chunk, CancellationToken cancellationToken) =>
        StoreAsync(metric, metric.ChunkKey(chunk), chunk * metric.ChunkSize, (chunk + 1) * metric.ChunkSize, cancellationToken);

    /// <summary>Packs all points behind the chunks, up to an end, into the blob store; false, and nothing stored, when not all of them are there.</summary>
    public Task<bool> StoreTailAsync(MetricDocument metric, long end, CancellationToken cancellationToken) =>
        StoreAsync(metric, BlobKeys.Tail(metric.Id, metric.ChunkedPoints, end), metric.ChunkedPoints, end, cancellationToken);

    public static async IAsyncEnumerable<StoredPoint> PointsOfAsync(
        IMetadataStore store, MetricDocument metric, long from, long to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (from >= to)
            yield break;
        await foreach (var batch in store.ReadAsync(metric.Stream, from, to, cancellationToken))
        {
            var index = batch.Start;
            foreach (var line in Lines.Split(batch.Lines))
            {
                if (index >= from && index < to)
                    yield return new StoredPoint(index, line, batch.At);
                index++;
            }
        }
    }

    /// <summary>Before this time a closed chunk's points are no longer answered as hot ones.</summary>
    public string GraceBegin() => IsoTime.Format(clock.GetUtcNow() - settings.ChunkGrace);

    private async Task<bool> StoreAsync(MetricDocument metric, string key, long from, long to, CancellationToken cancellationToken)
    {
        using var packed = new PooledBuffer(128 * 1024);
        using (var plain = new PooledBuffer(2 * 1024 * 1024))
        {
            if (await CollectAsync(metric, from, to, plain, cancellationToken) != to - from)
                return false;
            ChunkCodec.Pack(plain.WrittenSpan, packed);
        }
        CrashPoint.Pass("chunk.packed");
        await blobs.PutAsync(key, new MemoryStream(packed.WrittenSpan.ToArray(), writable: false), cancellationToken);
        return true;
    }

    private async Task<ReadOnlyMemory<byte>?> UnpackAsync(string key, CancellationToken cancellationToken)
    {
        await using var blob = await blobs.OpenAsync(key, 0, cancellationToken);
        if (blob is null)
            return null;
        var packed = new MemoryStream();
        await blob.CopyToAsync(packed, cancellationToken);
        return ChunkCodec.Unpack(new ArraySegment<byte>(packed.GetBuffer(), 0, (int)packed.Length));
    }

    /// <summary>
    /// Brings lines behind the chunks together: those of the tail, then those of the batches as they were stored. Answers how many there were.
    /// </summary>
    private async Task<long> CollectAsync(MetricDocument metric, long from, long to, PooledBuffer lines, CancellationToken cancellationToken)
    {
        var count = 0L;
        if (metric.TailKey is { } tail && from == metric.ChunkedPoints)
        {
            if (await UnpackAsync(tail, cancellationToken) is not { } packed)
                return 0;
            lines.Write(packed.Span);
            count = metric.TailEnd - from;
            from = metric.TailEnd;
        }
        await foreach (var batch in store.ReadAsync(metric.Stream, from, to, cancellationToken))
        {
            var (skipped, taken) = ((int)Math.Max(0, from - batch.Start), (int)(Math.Min(to, batch.Start + batch.Count) - Math.Max(from, batch.Start)));
            count += AddLines(batch, skipped, taken, lines);
        }
        return count;
    }

    private static int AddLines(StoredBatch batch, int skipped, int taken, PooledBuffer lines)
    {
        Span<byte> time = stackalloc byte[batch.At.Length + 1];
        Encoding.ASCII.GetBytes(batch.At, time);
        time[^1] = (byte)' ';
        var count = 0;
        foreach (var line in batch.Lines.AsSpan().Split((byte)'\n'))
        {
            if (skipped-- > 0)
                continue;
            if (count == taken)
                break;
            if (lines.Length > 0)
                lines.Write("\n"u8);
            lines.Write(time);
            lines.Write(batch.Lines.AsSpan(line));
            count++;
        }
        return count;
    }

    private static StoredPoint[] PointsOf(ReadOnlyMemory<byte> lines, long index) => [.. Lines.Split(lines).Select(line => PointOf(line, index++))];

    private static StoredPoint PointOf(ReadOnlyMemory<byte> line, long index)
    {
        var fields = FieldsIn(line.Span, index);
        return new StoredPoint(index, line[fields..], Encoding.ASCII.GetString(line.Span[..(fields - 1)]));
    }
}
