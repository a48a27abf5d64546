using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Amazon.Runtime;
using Microsoft.Data.Sqlite;
using MlDash.Server.Diagnostics;
using MlDash.Server.Documents;
using MlDash.Server.Metrics;
using MlDash.Server.Migration;
using MlDash.Server.Settings;
using MlDash.Server.Stores;
using MlDash.Server.Stores.Opening;
using MongoDB.Driver;

namespace MlDash.Server.Checking;

/// <summary>
/// <c>MlDash.Server check</c>: reads all that the stores of the settings hold, and says what is damaged or missing, a line each. It only reads.
/// </summary>
internal static class CheckCommand
{
    public const string Name = "check";

    /// <summary>Runs it: findings go to the output, all else to the errors.</summary>
    /// <returns>The exit code of the process: <see cref="ExitCode.Differs"/> when something is damaged.</returns>
    public static async Task<int> RunAsync(IConfiguration configuration, TextWriter output, TextWriter errors)
    {
        try
        {
            // In Development no secret is asked for: a check signs nothing.
            return await RunAsync(ServerSettings.Read(configuration, isDevelopment: true), output, errors);
        }
        catch (SettingsException e)
        {
            await errors.WriteLineAsync($"Nothing was checked: {e.Message}");
            return ExitCode.WrongSettings;
        }
    }

    private static async Task<int> RunAsync(ServerSettings settings, TextWriter output, TextWriter errors)
    {
        using var alone = OwnFolder(settings);
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        var (metadata, blobs) = (StoreStart.OpenMetadata(settings), StoreStart.OpenBlobs(settings));
        try
        {
            await StoreStart.RequireAsync(metadata, settings, TimeProvider.System, stop.Token);
            await StoreStart.RequireAsync(blobs, settings, TimeProvider.System, stop.Token);
            using var progress = new Progress(errors);
            var (damaged, noted) = (0L, 0L);
            await foreach (var finding in FindAsync(metadata, blobs, settings, progress, stop.Token))
            {
                (damaged, noted) = finding.IsError ? (damaged + 1, noted) : (damaged, noted + 1);
                await output.WriteLineAsync(finding.ToString());
            }
            await errors.WriteLineAsync(damaged == 0
                ? $"Everything is whole. {noted} findings are for your information."
                : $"{damaged} findings are errors. Restore what they name from a backup.");
            return damaged == 0 ? ExitCode.Fine : ExitCode.Differs;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await errors.WriteLineAsync("Interrupted. What was said so far holds; the rest was not checked.");
            return ExitCode.Interrupted;
        }
        catch (Exception e) when (
            StoreFaults.IsAway(e) || e is IOException or UnauthorizedAccessException or SqliteException or MongoException or AmazonServiceException)
        {
            await errors.WriteLineAsync($"A store failed: {e.Message} Run it again when it works.");
            return ExitCode.TryAgain;
        }
        finally
        {
            (metadata as IDisposable)?.Dispose();
            (blobs as IDisposable)?.Dispose();
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    /// <summary>The embedded stores are checked while no server changes them.</summary>
    private static DataFolderLock? OwnFolder(ServerSettings settings)
    {
        if (settings.MongoUri is not null && settings.S3 is not null)
            return null;
        return Directory.Exists(settings.DataDirectory)
            ? DataFolderLock.TryTakeAlone(settings.DataDirectory)
                ?? throw new SettingsException($"DATA_DIR '{settings.DataDirectory}' is in use by a running server. Stop it, then check.")
            : throw new SettingsException($"DATA_DIR '{settings.DataDirectory}' does not exist. Give the data folder of a server.");
    }

    private static async IAsyncEnumerable<Finding> FindAsync(
        IMetadataStore metadata, IBlobStore blobs, ServerSettings settings, Progress progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (stores, owners) = (new StoreCollections(metadata), new Owners());
        var streams = new StreamCheck(stores, metadata, new MetricChunks(metadata, blobs, settings, TimeProvider.System), owners);
        var files = new BlobCheck(stores, blobs, owners);
        var all = new DocumentCheck(stores, owners).RunAsync(progress, cancellationToken)
            .Concat(streams.StreamsAsync(progress, cancellationToken))
            .Concat(streams.ChunksAsync(progress, cancellationToken))
            .Concat(files.FilesAsync(progress, cancellationToken))
            .Concat(files.OrphansAsync(progress, cancellationToken));
        await foreach (var finding in all)
            yield return finding;
    }
}
