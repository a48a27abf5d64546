namespace MlDash.Server.Metrics;

/// <summary>Closes chunks that a giant batch left over, and drops hot points of closed ones when their time of grace is over.</summary>
internal sealed partial class ChunkTrimming(MetricChunks chunks, ILogger<ChunkTrimming> logger) : BackgroundService
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_pause);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await chunks.CatchUpAsync(stoppingToken);
            }
#pragma warning disable CA1031 // A failure now, for example a full disk, is no reason never to try again.
            catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
            {
                LogFailure(e);
            }
        }
    }

    [LoggerMessage(Level = Microsoft.Extensions.Logging.LogLevel.Warning, Message = "Chunks could not be closed or their points not dropped; the next point of the metric tries again")]
    private partial void LogFailure(Exception reason);
}
