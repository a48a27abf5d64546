using System.Diagnostics;
using MlDash.Protocol;
using MlDash.Server.Http;
using MlDash.Server.Identity;
using MlDash.Server.Stores;

namespace MlDash.Server.Health;

/// <summary>Whether the server can do its work: 200, or 503 when a store is down; and how long each store took to say so.</summary>
internal static partial class HealthEndpoint
{
    // Who asks for health wants an answer, even from a store that is silent.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    public static void MapHealth(this IEndpointRouteBuilder app) =>
        app.MapGet(Routes.Health, CheckAsync).AllowAnonymous().WithTags("Health").DisableRateLimiting();

    private static async Task<WireResult<HealthWire>> CheckAsync(
        IMetadataStore metadata, IBlobStore blobs, ServerIdentity identity, TimeProvider clock, ILogger<HealthWire> logger, CancellationToken cancellationToken)
    {
        var checks = await Task.WhenAll(
            WorksAsync(metadata.Name, metadata.CheckAsync, clock, logger, cancellationToken),
            WorksAsync(blobs.Name, blobs.CheckAsync, clock, logger, cancellationToken));
        var (documents, files) = (checks[0], checks[1]);
        var now = clock.GetUtcNow();
        // The member names are those of the public service; they stand for whatever stores are in use.
        var health = new HealthWire(documents.Works && files.Works
            ? "ok"
            : "error", IsoTime.Format(now), (now - Process.GetCurrentProcess().StartTime).TotalSeconds,
            StateOf(documents.Works), StateOf(files.Works), metadata.Name, blobs.Name, documents.Milliseconds, files.Milliseconds, identity.Id);
        return Wire.Status(health, documents.Works && files.Works ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static string StateOf(bool works) => works ? "connected" : "disconnected";

    private static async Task<(bool Works, double Milliseconds)> WorksAsync(
        string name, Func<CancellationToken, Task> check, TimeProvider clock, ILogger logger, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(_patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        var begin = clock.GetTimestamp();
        try
        {
            await check(either.Token);
            return (true, Milliseconds());
        }
#pragma warning disable CA1031 // Any failure means the same here, and so does silence.
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogDown(logger, e, name);
            return (false, Milliseconds());
        }

        double Milliseconds() => Math.Round(clock.GetElapsedTime(begin).TotalMilliseconds, 1);
    }

    [LoggerMessage(Level = LogSeverity.Error, Message = "Store {Store} is down")]
    private static partial void LogDown(ILogger logger, Exception reason, string store);
}
