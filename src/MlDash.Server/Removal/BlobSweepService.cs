using MlDash.Server.Settings;
using MlDash.Server.Stores;

namespace MlDash.Server.Removal;

/// <summary>
/// Sweeps now and then, where <c>SWEEP</c> says so: that a blob is absent from the database is no order to delete it, so nothing is swept unasked. What
/// unfinished uploads left in the data folder never was a blob, and goes at the start and now and then. Servers on the same stores may all do it.
/// </summary>
internal sealed partial class BlobSweepService(
    BlobSweep sweep, IBlobStore blobs, ServerSettings settings, TimeProvider clock, ILogger<BlobSweepService> logger) : BackgroundService
{
    private static readonly TimeSpan _pause = TimeSpan.FromHours(6);
    private static readonly TimeSpan _unfinishedLife = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_pause, clock);
        var isStart = true;
        do
        {
            try
            {
                if (settings.SweepAge is { } age && !isStart)
                    await sweep.LookAsync(age, stoppingToken);
                else if (settings.S3 is null)
                    await blobs.FreeUnfinishedAsync(clock.GetUtcNow() - _unfinishedLife, stoppingToken);
            }
#pragma warning disable CA1031 // The next round tries again.
            catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
            {
                LogFailure(e);
            }
            isStart = false;
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(
        Level = LogSeverity.Warning,
        Message = "Blobs that nothing refers to, or parts of unfinished uploads, could not be removed; the next round tries again")]
    private partial void LogFailure(Exception reason);
}
