using MlDash.Protocol;
using MlDash.Server.Documents;
using MlDash.Server.Guards;
using MlDash.Server.Identity;
using MlDash.Server.Stores;

namespace MlDash.Server.Removal;

/// <summary>
/// Forgets what has had its time: answers and tokens kept for repeats, device logins nobody finished, sessions that expired, projects that are half removed,
/// and what was long enough in the recycle bin.
/// </summary>
internal sealed partial class Housekeeping(
    Idempotency idempotency, ProjectRemoval removal, RecycleBin bin, StoreCollections stores, IMetadataStore store, TimeProvider clock,
    ILogger<Housekeeping> logger) : BackgroundService
{
    private static readonly TimeSpan _pause = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_pause, clock);
        do
        {
            try
            {
                await idempotency.ForgetOldAsync(stoppingToken);
                await store.ForgetTrimmedAsync(Idempotency.KeptSince(clock.GetUtcNow()), stoppingToken);
                await stores.DeviceLogins.DeleteBelowAsync(IsoTime.Format(clock.GetUtcNow() - DeviceLogins.Life), stoppingToken);
                await stores.Sessions.DeleteBelowAsync(IsoTime.Format(clock.GetUtcNow()), stoppingToken);
                await removal.FinishAsync(stoppingToken);
                await bin.FinishAsync(stoppingToken);
                await bin.PurgeDueAsync(stoppingToken);
            }
#pragma warning disable CA1031 // The next round tries again.
            catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
            {
                LogFailure(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(Level = LogSeverity.Warning, Message = "Expired data could not be removed; the next round tries again")]
    private partial void LogFailure(Exception reason);
}
