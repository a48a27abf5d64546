using MlDash.Server.Hosting;

namespace MlDash.Server.Stores;

/// <summary>Sweeps now and then, where <c>SWEEP</c> says so. Servers on the same stores may all do it.</summary>
internal sealed partial class BlobSweeping(BlobSweep sweep, ServerSettings settings, TimeProvider clock, ILogger<BlobSweeping> logger) : BackgroundService
{
    private static readonly TimeSpan _pause = TimeSpan.FromHours(6);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings.SweepAge is not { } age)
            return;
        using var timer = new PeriodicTimer(_pause, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await sweep.LookAsync(age, stoppingToken);
            }
#pragma warning disable CA1031 // The next round tries again.
            catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
            {
                LogFailure(e);
            }
        }
    }

    [LoggerMessage(Level = Microsoft.Extensions.Logging.LogLevel.Warning, Message = "Blobs that nothing refers to could not be swept; the next round tries again")]
    private partial void LogFailure(Exception reason);
}
