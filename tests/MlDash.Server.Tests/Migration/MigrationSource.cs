using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using MlDash.Server.Metrics;
using MlDash.Server.Migration;
using MlDash.Server.Settings;
using MlDash.Server.Stores;
using MlDash.Server.Stores.Folder;
using MlDash.Server.Stores.Mongo;
using MlDash.Server.Stores.Opening;
using MlDash.Server.Stores.S3;
using MlDash.Server.Stores.Sqlite;

namespace MlDash.Server.Tests;

/// <summary>A data folder of a server that has been used and stopped: something of every kind, a stream that was trimmed, a file of several parts.</summary>
public sealed class MigrationSource : IAsyncLifetime
{
    private const string Alice = "alice";
    private readonly byte[] _large = new byte[(9 << 20) + 3];

    public string Folder { get; } = Directory.CreateTempSubdirectory("mldash-migration-").FullName;

    public string ServerId { get; private set; } = "";

    public Run Run { get; private set; } = null!;

    public string FileNode { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        RandomNumberGenerator.Fill(_large);
        await using var server = await TestServer.StartAsync(Folder, ("CHUNK_SIZE", "10"), ("MONGODB_URI", ""), ("S3_BUCKET", ""), ("S3_ENDPOINT", ""));
        var api = server.As(Alice);
        ServerId = (await api.GetAsync("/health")).Ok["serverId"].Text;
        Run = await api.OpenAsync("run-1", "p");
        (await api.PostAsync($"/api/experiments/{Run.Id}/parameters", """{"data":{"lr":0.001,"deep":{"x":[1,2]}}}""")).Is(200);
        for (var i = 0; i < 8; i++)
        {
            (await api.PointsAsync(Run, "m", """[{"x":1},{"x":NaN},{"x":3.0},{"x":4}]""", ("Idempotency-Key", $"points-{i}"))).Is(200);
            (await api.PostAsync($"/api/experiments/{Run.Id}/logs", $$"""{"logs":[{"message":"line {{i}}"},{"message":"ü"}]}""")).Is(200);
        }
        // Closed chunks whose grace is over: the next point trims the stream.
        server.Clock.Shift = TimeSpan.FromHours(1);
        (await api.PointsAsync(Run, "m", $"[{string.Join(",", Enumerable.Repeat("""{"x":5}""", 9))}]")).Is(200);
        // A metric that rests: its last points are packed as a tail.
        for (var i = 0; i < 3; i++)
            (await api.PointsAsync(Run, "t", """[{"x":1},{"x":2}]""", ("Idempotency-Key", $"tail-{i}"))).Is(200);
        server.Clock.Shift = TimeSpan.FromHours(3);
        await server.Services.GetRequiredService<ChunkClosing>().CatchUpAsync(TestContext.Current.CancellationToken);
        (await api.PostAsync($"/api/experiments/{Run.Id}/tracks/robot/append", """{"timestamp":1.5,"pos":[1,2]}""")).Is(200);
        FileNode = (await api.UploadAsync(Run, "large.bin", _large)).Ok["node"]["id"].Text;
        (await api.UploadAsync(Run, "small.bin", [1, 2, 3])).Is(200);
        (await api.UploadAsync(Run, "gone.bin", [4])).Is(200);
        var second = await api.OpenAsync("run-2", "p");
        (await api.DeleteAsync($"/api/nodes/{second.Node}")).Is(200);
        (await api.PostAsync("/api/auth/tokens", """{"name":"t"}""")).Is(201);
        await server.As("bob").OpenAsync("other", "q");
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>What the folder holds, file by file; without the files that SQLite makes beside a database to read it, as long as they hold no data.</summary>
    public Dictionary<string, string> Files() => Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
        .Where(file => !file.EndsWith("-shm", StringComparison.Ordinal) && !(file.EndsWith("-wal", StringComparison.Ordinal) && new FileInfo(file).Length == 0))
        .ToDictionary(file => Path.GetRelativePath(Folder, file), file => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))));

    /// <summary>What the stores of the folder hold, in the words of <see cref="TextOfAsync"/>.</summary>
    internal async Task<string> TextAsync(bool metadata = true, bool blobs = true)
    {
        using var store = SqliteMetadataStore.OpenToRead(Path.Combine(Folder, StoreStart.DatabaseFile));
        return await TextOfAsync(metadata ? store : null, blobs ? FolderBlobStore.OpenToRead(Path.Combine(Folder, StoreStart.BlobFolder)) : null);
    }

    /// <summary>A line for each document, stream and blob, with its digest.</summary>
    internal static async Task<string> TextOfAsync(IMetadataStore? metadata, IBlobStore? blobs)
    {
        var cancel = TestContext.Current.CancellationToken;
        var lines = new List<string>();
        if (metadata is not null)
        {
            foreach (var kind in DocumentKind.All)
                await foreach (var document in metadata.DocumentsAsync(kind, cancel))
                    lines.Add($"{kind} {document.Id} {Digest.Of(document)}");
            await foreach (var stream in metadata.StreamsAsync(cancel))
                lines.Add($"stream {stream} {await Digest.OfAsync(metadata, stream, long.MaxValue, cancel)}");
        }
        if (blobs is not null)
            await foreach (var blob in blobs.ListAsync(cancel))
                lines.Add($"blob {blob.Key} {blob.Size} {await Digest.OfAsync(blobs, blob.Key, cancel)}");
        return string.Join("\n", lines.Order(StringComparer.Ordinal));
    }
}

/// <summary>An empty database and an empty bucket to migrate to.</summary>
internal sealed class MigrationTarget : IDisposable
{
    private readonly string _uri = MongoService.Current.NewDatabase();
    private readonly S3Settings _bucket = S3Service.Current.NewBucket();

    public MigrationTarget()
    {
        Metadata = new MongoMetadataStore(_uri);
        Blobs = new S3BlobStore(_bucket);
    }

    public MongoMetadataStore Metadata { get; }

    public S3BlobStore Blobs { get; }

    public (string Name, string Value)[] Mongo => [("MONGODB_URI", _uri)];

    public (string Name, string Value)[] S3 => S3Service.ServerSettingsOf(_bucket);

    /// <summary>Runs the command in a process of its own.</summary>
    public static Task<(int Code, string Output)> MigrateAsync(string folder, params (string Name, string Value)[] settings) =>
        ServerProcess.RunToEndAsync([MigrateCommand.Name], [("DATA_DIR", folder), ("JWT_SECRET", ""), .. settings]);

    /// <summary>Starts the command, to be watched and disturbed.</summary>
    public static Process Start(string folder, params (string Name, string Value)[] settings) =>
        Process.Start(ServerProcess.Command([MigrateCommand.Name], [("DATA_DIR", folder), .. settings]))!;

    public Task<string> TextAsync() => MigrationSource.TextOfAsync(Metadata, Blobs);

    public void Dispose()
    {
        using (var client = new MongoDB.Driver.MongoClient(_uri))
            client.DropDatabase(MongoDB.Driver.MongoUrl.Create(_uri).DatabaseName);
        Metadata.Dispose();
        Blobs.Dispose();
    }
}
