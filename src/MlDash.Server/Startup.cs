using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using MlDash.Server.Settings;

namespace MlDash.Server;

/// <summary>Where the server listens, how it logs, and the line it greets with.</summary>
internal static class Startup
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
        builder.Logging.AddFilter(
            "Microsoft.AspNetCore",
            settings.LogLevel > Microsoft.Extensions.Logging.LogLevel.Warning ? settings.LogLevel : Microsoft.Extensions.Logging.LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", Microsoft.Extensions.Logging.LogLevel.Warning);
        builder.Logging.AddFilter(typeof(Identity.BearerAuthentication).FullName, Microsoft.Extensions.Logging.LogLevel.Warning);
        // Failures are logged once, with the code that was answered.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddleware", Microsoft.Extensions.Logging.LogLevel.None);
    }

    /// <summary>PORT and HOST decide, unless <c>--urls</c> or ASPNETCORE_URLS is given.</summary>
    public static void ListenAsSet(this WebApplicationBuilder builder, ServerSettings settings)
    {
        if (string.IsNullOrEmpty(builder.Configuration["urls"]))
            builder.WebHost.UseUrls($"http://{(settings.Host.Contains(':', StringComparison.Ordinal) ? $"[{settings.Host}]" : settings.Host)}:{settings.Port}");
    }

    /// <summary>Once it listens, one line says how to record to it.</summary>
    public static void SayHowToRecord(this WebApplication app) => app.Lifetime.ApplicationStarted.Register(() =>
    {
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "";
        var shown = address.Replace("0.0.0.0", "localhost", StringComparison.Ordinal).Replace("[::]", "localhost", StringComparison.Ordinal);
        var path = app.Services.GetRequiredService<ServerSettings>().PathBase;
        var login = app.Environment.IsDevelopment() ? " -UserName $env:USER" : "";
        Console.WriteLine(
            $"MlDash listens on {shown}{path}. Record to it: Start-MlDashExperiment -Prefix my-experiment -Project project -Remote {shown}{path}{login}");
    });
}
