using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using MlDash.Protocol;
using MlDash.Server.Http;
using MlDash.Server.Identity;
using MlDash.Server.Settings;

namespace MlDash.Server.Guards;

/// <summary>How much one user, or one unknown address, may ask for.</summary>
internal static class RateLimits
{
    private const int RetrySeconds = 1;

    public static void AddRateLimit(this IServiceCollection services, ServerSettings settings) => services.AddRateLimiter(options =>
    {
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => settings.RateLimit == 0
            ? RateLimitPartition.GetNoLimiter("")
            : RateLimitPartition.GetTokenBucketLimiter(ClientOf(context), _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = settings.RateLimit,
                TokensPerPeriod = Math.Max(1, settings.RateLimit / 60),
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                QueueLimit = 0,
            }));
        options.OnRejected = async (rejected, _) =>
        {
            // The older client repeats a refused batch at once and forever, but pauses after a 503.
            var isBatch = rejected.HttpContext.GetEndpoint()?.Metadata.GetMetadata<LoopingClientTarget>() is not null;
            await ErrorBodies.WriteAsync(
                rejected.HttpContext, Refused(isBatch ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status429TooManyRequests, settings));
        };
    });

    /// <summary>Counts a request that does the work of several as that number of requests.</summary>
    /// <param name="context">The request, which was counted as one.</param>
    /// <param name="more">How many more.</param>
    /// <exception cref="ApiException">429: that is more than the caller is granted now.</exception>
    public static void Charge(HttpContext context, int more)
    {
        var settings = context.RequestServices.GetRequiredService<ServerSettings>();
        if (settings.RateLimit == 0 || more <= 0)
            return;
        var limiter = context.RequestServices.GetRequiredService<IOptions<RateLimiterOptions>>().Value.GlobalLimiter!;
        // Never more than there can be: such a request would always be refused.
        using var granted = limiter.AttemptAcquire(context, Math.Min(more, settings.RateLimit - 1));
        if (!granted.IsAcquired)
            throw Refused(StatusCodes.Status429TooManyRequests, settings);
    }

    private static ApiException Refused(int status, ServerSettings settings) =>
        new(status, WireErrors.TooManyRequests, $"More than {settings.RateLimit} requests a minute. Try again later.") { RetryAfter = RetrySeconds };

    private static string ClientOf(HttpContext context) => context.User.Identity?.IsAuthenticated == true
        ? "user " + Caller.Of(context).Username
        : "address " + context.Connection.RemoteIpAddress;
}
