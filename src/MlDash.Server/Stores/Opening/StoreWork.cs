using System.Runtime.InteropServices;
using Amazon.Runtime;
using Microsoft.Data.Sqlite;
using MlDash.Server.Diagnostics;
using MlDash.Server.Settings;
using MongoDB.Driver;

namespace MlDash.Server.Stores.Opening;

/// <summary>A command of the server that works on its stores from begin to end: it can be interrupted, and its exit code says how it went.</summary>
/// <param name="refused">What did not happen when a setting is wrong, such as <c>Nothing was checked</c>.</param>
/// <param name="interrupted">What holds after an interruption.</param>
/// <param name="failed">What to do once a store works again.</param>
internal sealed class StoreWork(string refused, string interrupted, string failed)
{
    /// <summary>Does the work.</summary>
    /// <returns>The exit code of the process.</returns>
    public async Task<int> RunAsync(IConfiguration configuration, TextWriter errors, Func<ServerSettings, CancellationToken, Task<int>> work)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            // In Development no secret is asked for: such a command signs nothing.
            return await work(ServerSettings.Read(configuration, isDevelopment: true), stop.Token);
        }
        catch (SettingsException e)
        {
            await errors.WriteLineAsync($"{refused}: {e.Message}");
            return ExitCode.WrongSettings;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await errors.WriteLineAsync($"Interrupted. {interrupted}");
            return ExitCode.Interrupted;
        }
        catch (Exception e) when (
            StoreFaults.IsAway(e) || e is IOException or UnauthorizedAccessException or SqliteException or MongoException or AmazonServiceException)
        {
            await errors.WriteLineAsync($"A store failed: {e.Message} {failed}");
            return ExitCode.TryAgain;
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    /// <summary>Takes the data folder for this process alone.</summary>
    /// <param name="settings">Name it.</param>
    /// <param name="then">What to do once no server uses it.</param>
    /// <exception cref="SettingsException">It is in use, or not there.</exception>
    public static DataFolderLock TakeFolder(ServerSettings settings, string then) => Directory.Exists(settings.DataDirectory)
        ? DataFolderLock.TryTakeAlone(settings.DataDirectory)
            ?? throw new SettingsException($"DATA_DIR '{settings.DataDirectory}' is in use by a running server. Stop it, then {then}.")
        : throw new SettingsException($"DATA_DIR '{settings.DataDirectory}' does not exist. Give the data folder of a server.");
}
