using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using MlDash.Json;
using MlDash.Server.Documents;
using MlDash.Server.Migration;
using MlDash.Server.Metrics;
using MlDash.Server.Stores;

namespace MlDash.Server.Checking;

/// <summary>Reads all items of streams and chunks: none is missing, each is JSON.</summary>
internal sealed class StreamCheck(StoreCollections stores, IMetadataStore metadata, MetricChunks chunks, Owners owners)
{
    /// <summary>Checks the streams of logs, tracks and hot points.</summary>
    public async IAsyncEnumerable<Finding> StreamsAsync(Progress progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        progress.Begin("check streams", "streams");
        await foreach (var stream in metadata.StreamsAsync(cancellationToken))
        {
            if (!owners.Has(stream))
                yield return Finding.Error("OwnerMissing", stream, "It belongs to nothing that is there.");
            var (expected, bytes) = (-1L, 0L);
            await foreach (var batch in metadata.ReadAsync(stream, 0, long.MaxValue, cancellationToken))
            {
                bytes += batch.Lines.Length;
                if (expected >= 0 && batch.Start != expected)
                    yield return Finding.Error("IndexGap", stream, Text($"A batch begins at {batch.Start}, expected was {expected}."));
                if (Fault(batch) is { } fault)
                    yield return Finding.Error("LineBroken", stream, fault);
                expected = batch.Start + batch.Count;
            }
            var end = (await metadata.EndsAsync([stream], cancellationToken)).GetValueOrDefault(stream)?.Next ?? 0;
            if (expected >= 0 && end != expected)
                yield return Finding.Error("CounterWrong", stream, Text($"It counts {end} items; its batches end at {expected}."));
            progress.Count(bytes);
        }
        progress.End();
    }

    /// <summary>Checks the chunks of metrics, and that hot points continue where they end.</summary>
    public async IAsyncEnumerable<Finding> ChunksAsync(Progress progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        progress.Begin("check chunks", "chunks");
        await foreach (var stored in stores.Metrics.StoredAsync(cancellationToken))
        {
            if (stored.Document is not { } metric)
                continue;
            for (var chunk = 0L; chunk < metric.TotalChunks; chunk++)
            {
                if (await FaultAsync(metric, chunk, chunks, progress, cancellationToken) is { } fault)
                    yield return fault;
            }
            if (metric.TailKey is not null && await TailFaultAsync(metric, chunks, progress, cancellationToken) is { } torn)
                yield return torn;
            var end = (await metadata.EndsAsync([metric.Stream], cancellationToken)).GetValueOrDefault(metric.Stream)?.Next ?? 0;
            if (end < metric.PackedPoints)
                yield return Finding.Error(
                    "CounterWrong", metric.Stream, Text($"The metric '{metric.Name}' has {metric.PackedPoints} points in chunks; its stream counts {end}."));
            await foreach (var batch in metadata.ReadAsync(metric.Stream, metric.PackedPoints, long.MaxValue, cancellationToken).Take(1))
            {
                if (batch.Start > metric.PackedPoints)
                    yield return Finding.Error(
                        "IndexGap", metric.Stream, Text($"Points {metric.PackedPoints} to {batch.Start - 1} are neither in chunks nor in the stream."));
            }
        }
        progress.End();
    }

    private static Task<Finding?> FaultAsync(MetricDocument metric, long chunk, MetricChunks chunks, Progress progress, CancellationToken cancellationToken) =>
        FaultAsync(metric.ChunkKey(chunk), metric.ChunkSize, progress, () => chunks.ReadAsync(metric, chunk, cancellationToken));

    private static Task<Finding?> TailFaultAsync(MetricDocument metric, MetricChunks chunks, Progress progress, CancellationToken cancellationToken) =>
        FaultAsync(metric.TailKey!, metric.TailEnd - metric.ChunkedPoints, progress, async () => await chunks.ReadTailAsync(metric, cancellationToken)
            ?? throw new InvalidDataException($"The tail of metric {metric.Id} is published but not in the blob store."));

    private static async Task<Finding?> FaultAsync(string key, long count, Progress progress, Func<Task<IReadOnlyList<StoredPoint>>> read)
    {
        try
        {
            var points = await read();
            progress.Count(points.Sum(point => (long)point.Data.Length));
            if (points.Count != count)
                return Finding.Error("ChunkDamaged", key, Text($"It has {points.Count} points, and should have {count}."));
            foreach (var broken in points.Where(point => !IsJson(point.Data)))
                return Finding.Error("ChunkDamaged", key, Text($"Point {broken.Index} is not JSON."));
            return null;
        }
        catch (InvalidDataException damage)
        {
            return Finding.Error("ChunkDamaged", key, damage.Message);
        }
    }

    private static string? Fault(StoredBatch batch)
    {
        var (lines, broken) = (0, -1L);
        foreach (var line in Lines.Split(batch.Lines))
        {
            if (broken < 0 && !IsJson(line))
                broken = batch.Start + lines;
            lines++;
        }
        return broken >= 0 ? Text($"Item {broken} is not JSON.")
            : lines != batch.Count ? Text($"The batch at {batch.Start} has {lines} items, and should have {batch.Count}.")
            : null;
    }

    private static bool IsJson(ReadOnlyMemory<byte> text)
    {
        var own = text.ToArray();
        JsonNumbers.Admit(own);
        var reader = new Utf8JsonReader(own, JsonValues.Lenient);
        try
        {
            return reader.Read() && reader.TrySkip() && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
