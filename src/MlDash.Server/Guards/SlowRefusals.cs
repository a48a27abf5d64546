using System.Collections.Concurrent;
using MlDash.Server.Identity;
using MlDash.Server.Settings;

namespace MlDash.Server.Guards;

/// <summary>Marks the calls that the older client repeats at once and forever when they are refused: log and metric batches.</summary>
internal sealed class LoopingClientTarget;

/// <summary>The 4th equal refusal to one client on one such target is answered late, so that a client in a loop does not eat the server.</summary>
internal sealed class SlowRefusals(ServerSettings settings, TimeProvider clock)
{
    private const int AtOnce = 3;
    private const int MostRemembered = 10_000;

    // How often the same refusal came in a row. Kept in this process only: it slows a loop down, nothing depends on it.
    private readonly ConcurrentDictionary<(string Client, string Target), (int Status, int Count)> _refused = new();

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<LoopingClientTarget>() is null)
        {
            await next(context);
            return;
        }
        // Decided when the answer starts: by then the status and the user are known.
        context.Response.OnStarting(async () =>
        {
            var status = context.Response.StatusCode;
            var client = context.User.Identity?.IsAuthenticated == true ? Caller.Of(context).Username : context.Connection.RemoteIpAddress?.ToString() ?? "";
            if (status is < 400 or >= 500)
            {
                _refused.TryRemove((client, context.Request.Path), out _);
                return;
            }
            if (_refused.Count >= MostRemembered)
                _refused.Clear();
            var now =
                _refused.AddOrUpdate((client, context.Request.Path), (status, 1), (_, last) => last.Status == status ? (status, last.Count + 1) : (status, 1));
            if (now.Count > AtOnce)
                await Task.Delay(settings.SlowRefusalDelay, clock, CancellationToken.None);
        });
        await next(context);
    }
}
