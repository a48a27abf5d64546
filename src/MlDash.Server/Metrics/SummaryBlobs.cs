using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using MlDash.Json;
using MlDash.Series;
using MlDash.Server.Documents;
using MlDash.Server.Stores;

namespace MlDash.Server.Metrics;

/// <summary>
/// Summaries of the chunks of metrics in the blob store, one blob a metric, of the same parts as the file in a folder. A blob that is missing, torn or
/// foreign is as good as none.
/// </summary>
internal sealed class SummaryBlobs(IBlobStore blobs)
{
    /// <summary>The summaries of a metric, of which no more is read now than their head; what they cover is counted in points.</summary>
    public async Task<SummaryBytes> OpenAsync(MetricDocument metric, CancellationToken cancellationToken)
    {
        var found = await SummaryBytes.OpenAsync(new BlobWindows(blobs, metric.SummaryKey).ReadAsync, cancellationToken);
        return found?.Stamp == StampOf(metric) ? found : SummaryBytes.None();
    }

    /// <summary>Puts summaries in the place of those that were there.</summary>
    public async Task WriteAsync(MetricDocument metric, GrowingSummaries summaries, CancellationToken cancellationToken)
    {
        using var bytes = new PooledBuffer();
        await summaries.WriteAsync(bytes, summaries.Count(0) * (long)NumberColumns.Most, StampOf(metric), cancellationToken);
        await blobs.PutAsync(metric.SummaryKey, new MemoryStream(bytes.WrittenSpan.ToArray()), cancellationToken);
    }

    /// <summary>Points of a metric never change, so that its id says which they are, and with the size of its chunks where.</summary>
    private static long StampOf(MetricDocument metric)
    {
        var hash = new XxHash3();
        hash.Append(Encoding.UTF8.GetBytes(metric.Id));
        Span<byte> size = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(size, metric.ChunkSize);
        hash.Append(size);
        return (long)hash.GetCurrentHashAsUInt64();
    }
}
