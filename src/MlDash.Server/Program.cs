using MlDash.Protocol;
using MlDash.Server.Batches;
using MlDash.Server.Checking;
using MlDash.Server.Diagnostics;
using MlDash.Server.Files;
using MlDash.Server.GraphQl;
using MlDash.Server.Health;
using MlDash.Server.Identity;
using MlDash.Server.Identity.Sessions;
using MlDash.Server.Logs;
using MlDash.Server.Metrics;
using MlDash.Server.Migration;
using MlDash.Server.Nodes;
using MlDash.Server.Page;
using MlDash.Server.Parameters;
using MlDash.Server.Reading;
using MlDash.Server.Removal;
using MlDash.Server.Search;
using MlDash.Server.Series;
using MlDash.Server.Settings;
using MlDash.Server.Tracks;

namespace MlDash.Server;

/// <summary>The table of contents.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        try
        {
            if (args is [MigrateCommand.Name, .. var options])
                return await MigrateCommand.RunAsync(NewBuilder(options).Configuration, Console.Out, Console.Error);
            if (args is [CheckCommand.Name, .. var places])
                return await CheckCommand.RunAsync(NewBuilder(places).Configuration, Console.Out, Console.Error);
            await using var app = Build(args);
            if (args is ["token", var username, .. var wishes])
                return await TokenCommand.RunAsync(app, username, wishes);
            app.SayHowToRecord();
            await app.RunAsync();
            return ExitCode.Fine;
        }
        catch (SettingsException e)
        {
            await Console.Error.WriteLineAsync($"The server does not start: {e.Message}");
            return ExitCode.WrongSettings;
        }
    }

    /// <summary>The whole server, not yet started.</summary>
    /// <exception cref="SettingsException">A setting cannot be used.</exception>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? adjust = null)
    {
        var builder = NewBuilder(args);
        adjust?.Invoke(builder);
        var settings = ServerSettings.Read(builder.Configuration, builder.Environment.IsDevelopment());
        builder.AddServer(settings);
        builder.AddLogs(settings);
        builder.ListenAsSet(settings);

        var app = builder.Build();
        app.OpenStores();
        app.UseServer();

        app.MapHealth();
        app.MapGraphQl();
        app.MapVerificationPage();
        app.MapSessions();
        app.MapPage();
        app.MapOpenApi().AllowAnonymous();

        var api = app.MapGroup(Routes.Api);
        api.MapNodes();
        api.MapHeartbeat();
        api.MapRemovals();
        api.MapRecycleBin();
        api.MapFiles();
        api.MapSearch();
        api.MapLogs();
        api.MapParameters();
        api.MapMetrics();
        api.MapCurves();
        api.MapSeries();
        api.MapRuns();
        api.MapReceipts();
        api.MapCheck();
        api.MapTracks();
        api.MapBatches();
        api.MapTokens();
        api.MapMembers();
        api.MapDeviceLogin();
        return app;
    }

    /// <summary>
    /// Settings are read once, at the start. To watch their files would be to watch every folder below the working directory, which takes seconds where there
    /// are many, and uses up what the system lets a user watch.
    /// </summary>
    private static WebApplicationBuilder NewBuilder(string[] args) => WebApplication.CreateBuilder(["--hostBuilder:reloadConfigOnChange=false", .. args]);
}
