using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;
using MlDash.Protocol;
using MlDash.Server.Diagnostics;
using MlDash.Server.Documents;
using MlDash.Server.Settings;
using MlDash.Server.Stores;

namespace MlDash.Server.Metrics;

/// <summary>
/// Chunks in the blob store: gzip over one line a point, its time, a blank, its fields. Written twice by two servers it is the same content; the metric's
/// document says which chunks count.
/// </summary>
internal sealed class MetricChunks(IMetadataStore store, IBlobStore blobs, ServerSettings settings, TimeProvider clock)
{
    /// <summary>The points of a published chunk.</summary>
    public async Task<IReadOnlyList<StoredPoint>> ReadAsync(MetricDocument metric, long chunk, CancellationToken cancellationToken)
    {
        var index = chunk * metric.ChunkSize;
        return [.. Lines.Split(await UnpackAsync(metric, chunk, cancellationToken)).Select(line => PointOf(line, index++))];
    }

    /// <summary>The lines of a published chunk.</summary>
    public async Task<ReadOnlyMemory<byte>> UnpackAsync(MetricDocument metric, long chunk, CancellationToken cancellationToken)
    {
        await using var blob = await blobs.OpenAsync(metric.ChunkKey(chunk), 0, cancellationToken)
            ?? throw new InvalidDataException($"Chunk {chunk} of metric {metric.Id} is published but not in the blob store.");
        await using var plain = new GZipStream(blob, CompressionMode.Decompress);
        var bytes = new MemoryStream();
        await plain.CopyToAsync(bytes, cancellationToken);
        return bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
    }

    /// <summary>Where the fields begin in the line of a point, behind its time.</summary>
    /// <exception cref="InvalidDataException">It is no such line.</exception>
    public static int FieldsIn(ReadOnlySpan<byte> line, long index) => line.IndexOf((byte)' ') is var blank and > 0 ? blank + 1
        : throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"Point {index} of a chunk is damaged."));

    /// <summary>Packs the hot points of a chunk into the blob store; false, and nothing stored, when not all of them are there.</summary>
    public async Task<bool> StoreAsync(MetricDocument metric, long chunk, CancellationToken cancellationToken)
    {
        var packed = new MemoryStream();
        if (await PackAsync(metric, chunk, packed, cancellationToken) != metric.ChunkSize)
            return false;
        CrashPoint.Pass("chunk.packed");
        packed.Position = 0;
        await blobs.PutAsync(metric.ChunkKey(chunk), packed, cancellationToken);
        return true;
    }

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

    /// <summary>Packs the points of a chunk. Answers how many there were.</summary>
    private async Task<int> PackAsync(MetricDocument metric, long chunk, Stream target, CancellationToken cancellationToken)
    {
        var (from, to) = (chunk * metric.ChunkSize, (chunk + 1) * metric.ChunkSize);
        var lines = new ArrayBufferWriter<byte>(64 * 1024);
        await using var gzip = new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true);
        var count = 0;
        await foreach (var batch in store.ReadAsync(metric.Stream, from, to, cancellationToken))
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

    private static StoredPoint PointOf(ReadOnlyMemory<byte> line, long index)
    {
        var fields = FieldsIn(line.Span, index);
        return new StoredPoint(index, line[fields..], Encoding.ASCII.GetString(line.Span[..(fields - 1)]));
    }
}
