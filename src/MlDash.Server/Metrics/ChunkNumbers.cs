using MlDash.Series;
using MlDash.Server.Documents;
using MlDash.Storage.Format;

namespace MlDash.Server.Metrics;

/// <summary>
/// The numbers of points in the published chunks of a metric. The chunk that was read last is in memory, so that each is unpacked once a walk.
/// </summary>
/// <param name="chunks">All chunks.</param>
/// <param name="metric">The metric.</param>
/// <param name="numbers">Takes numbers out of points.</param>
internal sealed class ChunkNumbers(MetricChunks chunks, MetricDocument metric, PointNumbers numbers)
{
    private ReadOnlyMemory<byte> _lines;
    private long _chunk = -1;
    private long _next;
    private int _begin;

    /// <summary>Adds the numbers of points from an index up to, not including, another.</summary>
    /// <param name="from">The first.</param>
    /// <param name="to">The end.</param>
    /// <param name="points">Where to.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task ReadAsync(long from, long to, NumberColumns points, CancellationToken cancellationToken)
    {
        while (from < to)
        {
            var chunk = from / metric.ChunkSize;
            if (chunk != _chunk)
            {
                _lines = await chunks.UnpackAsync(metric, chunk, cancellationToken);
                (_chunk, _next, _begin) = (chunk, chunk * metric.ChunkSize, 0);
            }
            else if (from < _next)
            {
                (_next, _begin) = (chunk * metric.ChunkSize, 0);
            }
            var end = Math.Min(to, (chunk + 1) * metric.ChunkSize);
            Take(from, end, points);
            from = end;
        }
    }

    private void Take(long from, long to, NumberColumns points)
    {
        for (; _next < to; _next++)
        {
            if (_begin > _lines.Length)
                throw new InvalidDataException($"Chunk {_chunk} of metric {metric.Id} has not all of its {metric.ChunkSize} points.");
            var rest = _lines.Span[_begin..];
            var length = rest.IndexOf((byte)'\n') is var end and >= 0 ? end : rest.Length;
            if (_next >= from)
                numbers.ReadData(rest[MetricChunks.FieldsIn(rest[..length], _next)..length], _next, points);
            _begin += length + 1;
        }
    }
}
