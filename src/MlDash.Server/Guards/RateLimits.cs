using System.Threading.RateLimiting;
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
            await ErrorBodies.WriteAsync(rejected.HttpContext, new ApiException(
                isBatch ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status429TooManyRequests,
                WireErrors.TooManyRequests, $"More than {settings.RateLimit} requests a minute. Try again later.")
            { RetryAfter = RetrySeconds });
        };
    });

    private static string ClientOf(HttpContext context) => context.User.Identity?.IsAuthenticated == true
        ? "user " + Caller.Of(context).Username
        : "address " + context.Connection.RemoteIpAddress;
}
