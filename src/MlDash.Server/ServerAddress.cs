using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using MlDash.Server.Settings;

namespace MlDash.Server;

/// <summary>Where the server listens, and the line that says so.</summary>
internal static class ServerAddress
{
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
