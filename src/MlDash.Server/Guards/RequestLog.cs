using System.Diagnostics;
using System.Security.Claims;
using Microsoft.AspNetCore.Diagnostics;

namespace MlDash.Server.Guards;

/// <summary>One line a request, at level debug; failures of the server at level warning. Names the route, never the query, a header or a body.</summary>
internal sealed partial class RequestLog(ILogger<RequestLog> logger)
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var started = Stopwatch.GetTimestamp();
        await next(context);
        var status = context.Response.StatusCode;
        var level =
            status >= StatusCodes.Status500InternalServerError ? Microsoft.Extensions.Logging.LogLevel.Warning : Microsoft.Extensions.Logging.LogLevel.Debug;
        if (!logger.IsEnabled(level))
            return;
        // An error forgets the endpoint, but its handler has it.
        var endpoint = context.GetEndpoint() ?? context.Features.Get<IExceptionHandlerFeature>()?.Endpoint;
        var route = (endpoint as RouteEndpoint)?.RoutePattern.RawText ?? "no route";
        var milliseconds = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        var user = context.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? "nobody";
        LogAnswered(level, context.Request.Method, route, status, milliseconds, user);
    }

    [LoggerMessage(Message = "{Method} {Route} answered {Status} in {Milliseconds:0.0} ms for {User}")]
    private partial void LogAnswered(Microsoft.Extensions.Logging.LogLevel level, string method, string route, int status, double milliseconds, string user);
}
