using MlDash.Server.Settings;

namespace MlDash.Server;

/// <summary>What is logged, in which form.</summary>
internal static class ServerLog
{
    public static void AddLogs(this WebApplicationBuilder builder, ServerSettings settings)
    {
        builder.Logging.ClearProviders();
        if (builder.Environment.IsDevelopment())
            builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        else
            builder.Logging.AddJsonConsole(console => console.UseUtcTimestamp = true);
        builder.Logging.SetMinimumLevel(settings.LogLevel);
        // Query strings and headers never reach a log; a line a request is for debugging only.
        builder.Logging.AddFilter("Microsoft.AspNetCore", settings.LogLevel > LogSeverity.Warning ? settings.LogLevel : LogSeverity.Warning);
        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogSeverity.Warning);
        builder.Logging.AddFilter(typeof(Identity.BearerAuthentication).FullName, LogSeverity.Warning);
        // Failures are logged once, with the code that was answered.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddleware", LogSeverity.None);
    }
}
