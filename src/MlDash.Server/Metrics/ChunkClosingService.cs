using MlDash.Server.Settings;

namespace MlDash.Server.Metrics;

/// <summary>
/// Looks now and then for chunks that have to be worked on: what a giant batch left over, hot points whose time of grace is over, tails of metrics that rest,
/// and what a server that died, this one or another, had begun.
/// </summary>
internal sealed partial class ChunkClosingService(
    ChunkClosing closing, ServerSettings settings, TimeProvider clock, ILogger<ChunkClosingService> logger) : BackgroundService
{
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var isMarked = false;
        using var timer = new PeriodicTimer(settings.ChunkLease / 2 < _longestPause ? settings.ChunkLease / 2 : _longestPause, clock);
        do
        {
            try
            {
                if (!isMarked)
                    await closing.MarkEarlierTailsAsync(stoppingToken);
                isMarked = true;
                await closing.CatchUpAsync(stoppingToken);
            }
#pragma warning disable CA1031 // A failure now, for example of an unreachable store, is no reason never to try again.
            catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
            {
                LogFailure(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(Level = LogSeverity.Warning, Message = "Chunks that wait could not be listed; the next round tries again")]
    private partial void LogFailure(Exception reason);
}
