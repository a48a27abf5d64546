using System.Globalization;
using MlDash.Protocol;
using MlDash.Server.Diagnostics;

namespace MlDash.Server.Metrics;

/// <summary>Appends a batch of points and says what the protocol says of it.</summary>
internal sealed class MetricIntake(MetricPoints points, Telemetry telemetry)
{
    public async Task<MetricBatchAppended> AppendAsync(
        string experimentId, string name, MetricBatch batch, string? token, CancellationToken cancellationToken)
    {
        var (metric, start, next) = await points.AppendAsync(experimentId, name, batch, token, cancellationToken);
        telemetry.PointsReceived(batch.Points.Count);
        return new MetricBatchAppended(
            metric.Id, Text(start), Text(next - 1), batch.Points.Count, Text(Math.Max(0, next - metric.ChunkedPoints)), metric.ChunkSize);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
