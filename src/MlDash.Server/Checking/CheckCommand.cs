using MlDash.Server.Diagnostics;
using MlDash.Server.Migration;
using MlDash.Server.Settings;
using MlDash.Server.Stores.Opening;

namespace MlDash.Server.Checking;

/// <summary>
/// <c>MlDash.Server check</c>: reads all that the stores of the settings hold, and says what is damaged or missing, a line each. It only reads.
/// </summary>
internal static class CheckCommand
{
    public const string Name = "check";

    private static readonly StoreWork _work = new(
        "Nothing was checked", "What was said so far holds; the rest was not checked.", "Run it again when it works.");

    /// <summary>Runs it: findings go to the output, all else to the errors.</summary>
    /// <returns>The exit code of the process: <see cref="ExitCode.Differs"/> when something is damaged.</returns>
    public static Task<int> RunAsync(IConfiguration configuration, TextWriter output, TextWriter errors) =>
        _work.RunAsync(configuration, errors, (settings, cancellationToken) => RunAsync(settings, output, errors, cancellationToken));

    private static async Task<int> RunAsync(ServerSettings settings, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        // The embedded stores are checked while no server changes them.
        using var alone = settings.MongoUri is not null && settings.S3 is not null ? null : StoreWork.TakeFolder(settings, "check");
        var (metadata, blobs) = (StoreStart.OpenMetadata(settings), StoreStart.OpenBlobs(settings));
        try
        {
            await StoreStart.RequireAsync(metadata, settings, TimeProvider.System, cancellationToken);
            await StoreStart.RequireAsync(blobs, settings, TimeProvider.System, cancellationToken);
            using var progress = new Progress(errors);
            var (damaged, noted) = (0L, 0L);
            await foreach (var finding in new WholeCheck(metadata, blobs, settings, TimeProvider.System).LookAsync(progress, cancellationToken))
            {
                (damaged, noted) = finding.IsError ? (damaged + 1, noted) : (damaged, noted + 1);
                await output.WriteLineAsync(finding.ToString());
            }
            await errors.WriteLineAsync(damaged == 0
                ? $"Everything is whole. {noted} findings are for your information."
                : $"{damaged} findings are errors. Restore what they name from a backup.");
            return damaged == 0 ? ExitCode.Fine : ExitCode.Differs;
        }
        finally
        {
            (metadata as IDisposable)?.Dispose();
            (blobs as IDisposable)?.Dispose();
        }
    }
}
