using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Microsoft.Data.Sqlite;
using MlDash.Errors;
using MlDash.Server.Settings;
using MlDash.Server.Stores.Folder;
using MlDash.Server.Stores.Mongo;
using MlDash.Server.Stores.S3;
using MlDash.Server.Stores.Sqlite;
using MongoDB.Driver;

namespace MlDash.Server.Stores.Opening;

/// <summary>Opens the stores that the settings name, and says which setting it is when one cannot be used.</summary>
internal static class StoreStart
{
    public const string DatabaseFile = "metadata.db";
    public const string BlobFolder = "blobs";

    /// <summary>The pauses while a store that starts together with the server is waited for.</summary>
    private static readonly Backoff _pauses = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(5));

    /// <exception cref="SettingsException">The database cannot be opened.</exception>
    public static IMetadataStore OpenMetadata(ServerSettings settings)
    {
        if (settings.MongoUri is { } uri)
        {
            try
            {
                return new MongoMetadataStore(uri);
            }
            catch (Exception e) when (e is MongoConfigurationException or ArgumentException or FormatException)
            {
                // The driver's words repeat the address, and with it the password.
                throw new SettingsException(
                    "MONGODB_URI must be an address such as mongodb://user:password@host:27017/database, with ':', '/', '@' and '%' of user and password percent-encoded; found something else.");
            }
        }
        return InDataFolder(settings, () => new SqliteMetadataStore(Path.Combine(settings.DataDirectory, DatabaseFile)));
    }

    /// <exception cref="SettingsException">The folder cannot be used.</exception>
    public static IBlobStore OpenBlobs(ServerSettings settings) => settings.S3 is { } s3
        ? new S3BlobStore(s3)
        : InDataFolder(settings, () => new FolderBlobStore(Path.Combine(settings.DataDirectory, BlobFolder)));

    /// <summary>Tells others that a server is in the data folder.</summary>
    /// <exception cref="SettingsException">The folder cannot be used, or is being migrated.</exception>
    public static DataFolderLock EnterDataFolder(ServerSettings settings) => InDataFolder(settings, () => DataFolderLock.TryShare(settings.DataDirectory))
        ?? throw new SettingsException(
            $"DATA_DIR '{settings.DataDirectory}' is being migrated. Wait until the migration ends, or start the server on its target.");

    /// <summary>Waits for the database; one that starts together with the server may take longer.</summary>
    /// <exception cref="SettingsException">It cannot be used, or was not reached in time.</exception>
    public static Task RequireAsync(IMetadataStore store, ServerSettings settings, TimeProvider clock, CancellationToken cancellationToken) =>
        RequireAsync(
            settings.MongoUri is null ? DataFolder(settings) : "MONGODB_URI", store.Name, store.CheckAsync, settings.StorePatience, clock, cancellationToken);

    /// <summary>Waits for the blob store.</summary>
    /// <exception cref="SettingsException">It cannot be used, or was not reached in time.</exception>
    public static Task RequireAsync(IBlobStore store, ServerSettings settings, TimeProvider clock, CancellationToken cancellationToken) =>
        RequireAsync(
            settings.S3 is null ? DataFolder(settings) : $"S3_BUCKET '{settings.S3.Bucket}'",
            store.Name,
            store.CheckAsync,
            settings.StorePatience,
            clock,
            cancellationToken);

    private static async Task RequireAsync(
        string setting, string name, Func<CancellationToken, Task> check, TimeSpan patience, TimeProvider clock, CancellationToken cancellationToken)
    {
        var until = clock.GetUtcNow() + patience;
        for (var tries = 1; ; tries++)
        {
            try
            {
                await check(cancellationToken);
                return;
            }
            catch (Exception e) when (StoreFaults.IsAway(e) && e is not MongoAuthenticationException)
            {
                var pause = _pauses.PauseAfter(tries);
                if (clock.GetUtcNow() + pause > until)
                    throw new SettingsException(
                        $"{setting} could not be reached within {patience.TotalSeconds:0} seconds. The store '{name}' answers: {e.Message}");
                await Task.Delay(pause, clock, cancellationToken);
            }
            catch (Exception e) when (e is MongoException or AmazonServiceException or IOException or UnauthorizedAccessException
                or SqliteException or InvalidOperationException)
            {
                throw new SettingsException($"{setting} cannot be used: {WhatToDo(e)}");
            }
        }
    }

    private static string WhatToDo(Exception reason) => reason switch
    {
        // The answers to HEAD have no body that would say more.
        AmazonS3Exception { StatusCode: HttpStatusCode.NotFound } => "the bucket does not exist. Create it, or give another one.",
        AmazonS3Exception { StatusCode: HttpStatusCode.Forbidden } =>
            "the service refuses these credentials. Check S3_ACCESS_KEY and S3_SECRET_KEY, and their permissions.",
        AmazonS3Exception { StatusCode: HttpStatusCode.MovedPermanently or HttpStatusCode.BadRequest } =>
            "the bucket is in another region, or at another address. Check S3_REGION and S3_ENDPOINT.",
        MongoAuthenticationException => "the database refuses this user and password.",
        _ => reason.Message,
    };

    private static T InDataFolder<T>(ServerSettings settings, Func<T> open)
    {
        try
        {
            Directory.CreateDirectory(settings.DataDirectory);
            return open();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SqliteException or InvalidOperationException)
        {
            throw new SettingsException($"{DataFolder(settings)} cannot be used: {e.Message}");
        }
    }

    private static string DataFolder(ServerSettings settings) => $"DATA_DIR '{settings.DataDirectory}'";
}
