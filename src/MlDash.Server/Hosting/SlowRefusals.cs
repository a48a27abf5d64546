using System.Collections.Concurrent;
using MlDash.Server.Identity;

namespace MlDash.Server.Hosting;

/// <summary>Marks the calls that the older client repeats at once and for ever when they are refused: log and metric batches.</summary>
internal sealed class LoopingClientTarget;

/// <summary>The 4th equal refusal to one client on one such target is answered late, so that a client in a loop does not eat the server.</summary>
internal sealed class SlowRefusals(ServerSettings settings, TimeProvider clock)
{
    private const int AtOnce = 3;
    private const int MostRemembered = 10_000;
    private readonly ConcurrentDictionary<(string Client, string Target, int Status), int> _counts = new();

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
                foreach (var key in _counts.Keys.Where(k => k.Client == client && k.Target == context.Request.Path))
                    _counts.TryRemove(key, out _);
                return;
            }
            if (_counts.Count >= MostRemembered)
                _counts.Clear();
            if (_counts.AddOrUpdate((client, context.Request.Path, status), 1, (_, count) => count + 1) > AtOnce)
                await Task.Delay(settings.SlowRefusalDelay, clock, CancellationToken.None);
        });
        await next(context);
    }
}
