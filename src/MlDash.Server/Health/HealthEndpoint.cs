using System.Diagnostics;
using MlDash.Protocol;
using MlDash.Server.Hosting;
using MlDash.Server.Stores;

namespace MlDash.Server.Health;

/// <summary>Whether the server can do its work: 200, or 503 when a store is down.</summary>
internal static partial class HealthEndpoint
{
    public static void MapHealth(this IEndpointRouteBuilder app) => app.MapGet("/health", CheckAsync).AllowAnonymous().WithTags("Health").DisableRateLimiting();

    private static async Task<WireResult<HealthWire>> CheckAsync(
        IMetadataStore metadata, IBlobStore blobs, TimeProvider clock, ILogger<HealthWire> logger, CancellationToken cancel)
    {
        var (documents, files) = (await WorksAsync(metadata.Name, metadata.CheckAsync, logger, cancel), await WorksAsync(blobs.Name, blobs.CheckAsync, logger, cancel));
        var now = clock.GetUtcNow();
        // The member names are those of the public service; they stand for whatever stores are in use.
        var health = new HealthWire(documents && files ? "ok" : "error", UtcText.Of(now), (DateTime.Now - Process.GetCurrentProcess().StartTime).TotalSeconds,
            StateOf(documents), StateOf(files), metadata.Name, blobs.Name);
        return Wire.Status(health, documents && files ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static string StateOf(bool works) => works ? "connected" : "disconnected";

    private static async Task<bool> WorksAsync(string name, Func<CancellationToken, Task> check, ILogger logger, CancellationToken cancel)
    {
        try
        {
            await check(cancel);
            return true;
        }
#pragma warning disable CA1031 // Any failure means the same here.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            LogDown(logger, e, name);
            return false;
        }
    }

    [LoggerMessage(Level = Microsoft.Extensions.Logging.LogLevel.Error, Message = "Store {Store} is down")]
    private static partial void LogDown(ILogger logger, Exception reason, string store);
}
