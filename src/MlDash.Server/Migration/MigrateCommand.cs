using Microsoft.Data.Sqlite;
using MlDash.Server.Diagnostics;
using MlDash.Server.Documents;
using MlDash.Server.Settings;
using MlDash.Server.Stores;
using MlDash.Server.Stores.Folder;
using MlDash.Server.Stores.Opening;
using MlDash.Server.Stores.Sqlite;

namespace MlDash.Server.Migration;

/// <summary>
/// <c>MlDash.Server migrate</c>: moves what the embedded stores in DATA_DIR hold to MONGODB_URI, to S3_BUCKET, or to both. The source is only read.
/// However it was interrupted, it continues when it is run again.
/// </summary>
internal static class MigrateCommand
{
    public const string Name = "migrate";

    private static readonly StoreWork _work = new(
        "Nothing was migrated", "Run it again: it continues where it stopped.", "Run it again when it works: it continues where it stopped.");

    /// <summary>Runs it and says on the outputs how it goes.</summary>
    /// <returns>The exit code of the process.</returns>
    public static Task<int> RunAsync(IConfiguration configuration, TextWriter output, TextWriter errors) =>
        _work.RunAsync(configuration, errors, (settings, cancellationToken) => RunAsync(settings, output, errors, cancellationToken));

    private static async Task<int> RunAsync(ServerSettings settings, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        if (settings.MongoUri is null && settings.S3 is null)
            throw new SettingsException("migrate moves DATA_DIR to MONGODB_URI, to S3_BUCKET, or to both; neither is set.");
        using var alone = StoreWork.TakeFolder(settings, "migrate");
        using var stores = new Ends(settings);
        try
        {
            await stores.OpenAsync(cancellationToken);
            var differences = await Migrator.RunAsync(stores.Moves, output, cancellationToken);
            foreach (var difference in differences.Named)
                await errors.WriteLineAsync($"DIFFERS: {difference}");
            if (differences.Count > 0)
            {
                await errors.WriteLineAsync($"{differences.Count} differences. Do not start servers on the target; empty it and migrate again.");
                return ExitCode.Differs;
            }
            await output.WriteLineAsync("Everything is in the target, and was read back and compared. The source is unchanged.");
            return ExitCode.Fine;
        }
        catch (MigrationRefusedException e)
        {
            await errors.WriteLineAsync(
                $"{e.Message} Nothing was written. Give an empty target, or one with an interrupted migration of this source.");
            return ExitCode.WrongSettings;
        }
    }

    /// <summary>The stores at both ends, as the settings name them.</summary>
    private sealed class Ends(ServerSettings settings) : IDisposable
    {
        private readonly List<IDisposable> _open = [];

        public List<IMove> Moves { get; } = [];

        public async Task OpenAsync(CancellationToken cancellationToken)
        {
            if (settings.MongoUri is not null)
            {
                var (source, target) = (OpenSource(), StoreStart.OpenMetadata(settings));
                _open.AddRange([source, (IDisposable)target]);
                if (!await SchemaStep.IsDoneAsync(new StoreCollections(source), cancellationToken))
                    throw new SettingsException($"DATA_DIR '{settings.DataDirectory}' cannot be moved as it is: {SqliteSchema.EarlierRelease}");
                await StoreStart.RequireAsync(target, settings, TimeProvider.System, cancellationToken);
                Moves.AddRange(DocumentKind.All.Select(kind => new DocumentMove(kind, source, target)));
                Moves.Add(new StreamMove(source, target));
            }
            if (settings.S3 is not null)
            {
                var target = StoreStart.OpenBlobs(settings);
                _open.Add((IDisposable)target);
                await StoreStart.RequireAsync(target, settings, TimeProvider.System, cancellationToken);
                Moves.Add(new BlobMove(FolderBlobStore.OpenToRead(Path.Combine(settings.DataDirectory, StoreStart.BlobFolder)), target));
            }
        }

        public void Dispose() => _open.ForEach(store => store.Dispose());

        private SqliteMetadataStore OpenSource()
        {
            var path = Path.Combine(settings.DataDirectory, StoreStart.DatabaseFile);
            try
            {
                return File.Exists(path) ? SqliteMetadataStore.OpenToRead(path)
                    : throw new SettingsException(
                        $"DATA_DIR '{settings.DataDirectory}' holds no {StoreStart.DatabaseFile}. Give the data folder of a server.");
            }
            catch (Exception e) when (e is SqliteException or InvalidOperationException)
            {
                throw new SettingsException($"DATA_DIR '{settings.DataDirectory}' cannot be read: {e.Message}");
            }
        }
    }
}
