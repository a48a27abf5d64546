namespace MlDash.Server.Metrics;

/// <summary>Drops hot points of closed chunks when their time of grace is over.</summary>
internal sealed partial class ChunkTrimming(MetricChunks chunks, ILogger<ChunkTrimming> logger) : BackgroundService
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_pause);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await chunks.TrimDueAsync(stoppingToken);
            }
#pragma warning disable CA1031 // A failure now, for example a full disk, is no reason never to try again.
            catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
            {
                LogFailure(e);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Points of closed chunks could not be dropped; they are tried again with the next chunk")]
    private partial void LogFailure(Exception reason);
}
