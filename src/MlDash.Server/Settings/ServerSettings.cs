using System.Net;
using MlDash.Protocol;

namespace MlDash.Server.Settings;

/// <summary>Every setting of the server. Each is an environment variable (or command-line option) named in <c>docs/server.md</c>.</summary>
internal sealed record ServerSettings
{
    public const int SmallestSecret = 32;

    private static readonly TimeSpan _shortestLease = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _shortestSession = TimeSpan.FromMinutes(1);

    public int Port { get; init; } = 3000;

    public string Host { get; init; } = "127.0.0.1";

    public string PathBase { get; init; } = "";

    /// <summary>How others reach the server, when a proxy is in front; null when as the request says.</summary>
    public string? PublicUrl { get; init; }

    public string DataDirectory { get; init; } = ".data";

    public LogSeverity LogLevel { get; init; } = LogSeverity.Information;

    public string JwtSecret { get; init; } = "";

    public TimeSpan? JwtExpiration { get; init; }

    /// <summary>How long a session of the page lasts that nobody uses.</summary>
    public TimeSpan SessionIdle { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How long a session of the page lasts at most.</summary>
    public TimeSpan SessionLife { get; init; } = TimeSpan.FromDays(7);

    /// <summary>The provider that users of the page sign in with; null: with tokens and devices only.</summary>
    public OidcSettings? Oidc { get; init; }

    /// <summary>The users who may call what is about the whole server.</summary>
    public IReadOnlySet<string> Admins { get; init; } = new HashSet<string>();

    public string CorsOrigin { get; init; } = "*";

    public long MaxFileSize { get; init; } = 100L << 30;

    public long MaxBatchSize { get; init; } = WireLimits.BatchBytes;

    /// <summary>The most logs or points of one batch; of entries of a track ten times as many, since the older client drops what is refused.</summary>
    public int MaxBatchItems { get; init; } = 100_000;

    /// <summary>The most entries of a track that one Parquet or MCAP file holds: these are put together in memory.</summary>
    public int MaxTableRows { get; init; } = 1_000_000;

    public int ChunkSize { get; init; } = 10_000;

    public TimeSpan ChunkGrace { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long the chunks of a metric are left to a server that shows no sign of life.</summary>
    public TimeSpan ChunkLease { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a metric rests before its last points, too few for a chunk, are packed; null: they never are.</summary>
    public TimeSpan? ChunkTail { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a request with a key is left to a server that shows no sign of life.</summary>
    public TimeSpan KeyLease { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a batch without a key is remembered whose answer could not be delivered; zero is not at all.</summary>
    public TimeSpan DedupeWindow { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Requests a minute that one user may make; 0 is without limit.</summary>
    public int RateLimit { get; init; } = 60_000;

    /// <summary>How late the 4th equal refusal to a looping client is.</summary>
    public TimeSpan SlowRefusalDelay { get; init; } = TimeSpan.FromSeconds(2);

    public int? WorkerId { get; init; }

    /// <summary>Where metadata is kept when not in SQLite; it may hold a password.</summary>
    public string? MongoUri { get; init; }

    /// <summary>Where blobs are kept when not in a folder.</summary>
    public S3Settings? S3 { get; init; }

    /// <summary>Whether anything is kept in <see cref="DataDirectory"/>.</summary>
    public bool UsesDataFolder => MongoUri is null || S3 is null;

    /// <summary>How old a blob is that no document refers to when it is removed; null: such blobs stay.</summary>
    public TimeSpan? SweepAge { get; init; }

    /// <summary>How long removed nodes stay in the recycle bin.</summary>
    public TimeSpan RecycleTime { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long stores may take to be reached at the start.</summary>
    public TimeSpan StorePatience { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether a collector is named; which one, the exporter reads itself.</summary>
    public bool ExportsTelemetry { get; init; }

    /// <summary>Reads and checks all settings.</summary>
    /// <exception cref="SettingsException">A setting cannot be used; the message names it and says what to do.</exception>
    public static ServerSettings Read(IConfiguration configuration, bool isDevelopment)
    {
        var read = new SettingsReader(configuration);
        var settings = new ServerSettings
        {
            Port = read.Number("PORT", 3000, 0, 65535),
            Host = read.Text("HOST") ?? "127.0.0.1",
            PathBase = read.Text("PATH_BASE")?.TrimEnd('/') ?? "",
            PublicUrl = read.Text("PUBLIC_URL")?.TrimEnd('/'),
            DataDirectory = Path.GetFullPath(read.Text("DATA_DIR") ?? ".data"),
            LogLevel = read.Level("LOG_LEVEL", LogSeverity.Information),
            JwtSecret = SecretOf(read.Text("JWT_SECRET"), isDevelopment),
            JwtExpiration = read.Duration("JWT_EXPIRATION"),
            SessionIdle = read.Duration("SESSION_IDLE") ?? TimeSpan.FromDays(1),
            SessionLife = read.Duration("SESSION_LIFE") ?? TimeSpan.FromDays(7),
            Oidc = OidcSettings.Read(read),
            Admins = read.Texts("ADMINS").ToHashSet(StringComparer.Ordinal),
            CorsOrigin = read.Text("CORS_ORIGIN") ?? "*",
            MaxFileSize = read.Size("MAX_FILE_SIZE", 100L << 30),
            MaxBatchSize = read.Size("MAX_BATCH_SIZE", WireLimits.BatchBytes),
            MaxBatchItems = read.Number("MAX_BATCH_ITEMS", 100_000, 1, 1_000_000),
            MaxTableRows = read.Number("MAX_TABLE_ROWS", 1_000_000, 1, 100_000_000),
            ChunkSize = read.Number("CHUNK_SIZE", 10_000, 1, 1_000_000),
            ChunkGrace = read.Duration("CHUNK_GRACE") ?? TimeSpan.FromMinutes(15),
            ChunkLease = read.Duration("CHUNK_LEASE") ?? TimeSpan.FromMinutes(1),
            ChunkTail = read.Duration("CHUNK_TAIL") switch
            {
                null => TimeSpan.FromHours(1),
                { Ticks: 0 } => null,
                { } rest => rest,
            },
            KeyLease = read.Duration("KEY_LEASE") ?? TimeSpan.FromSeconds(10),
            DedupeWindow = read.Duration("DEDUPE_WINDOW") ?? TimeSpan.FromMinutes(2),
            RateLimit = read.Number("RATE_LIMIT", 60_000, 0, int.MaxValue),
            SlowRefusalDelay = read.Duration("SLOW_REFUSAL_DELAY") ?? TimeSpan.FromSeconds(2),
            WorkerId = read.Text("WORKER_ID") is null ? null : read.Number("WORKER_ID", 0, 0, 1023),
            MongoUri = read.Text("MONGODB_URI"),
            S3 = S3Of(read),
            SweepAge = SweepAgeOf(read),
            RecycleTime = TimeSpan.FromDays(read.Number("RECYCLE_DAYS", 30, 0, 36_500)),
            StorePatience = read.Duration("STORE_PATIENCE") ?? TimeSpan.FromMinutes(1),
            ExportsTelemetry = read.Text("OTEL_EXPORTER_OTLP_ENDPOINT") is not null,
        };
        if (settings.ChunkLease < _shortestLease || settings.KeyLease < _shortestLease)
            throw new SettingsException("CHUNK_LEASE and KEY_LEASE must be at least 1s; found less.");
        if (settings.SessionIdle < _shortestSession || settings.SessionLife < _shortestSession)
            throw new SettingsException("SESSION_IDLE and SESSION_LIFE must be at least 1m; found less.");
        // The address may hold a password, so it is never shown.
        if (settings.MongoUri is { } mongo
            && !mongo.StartsWith("mongodb://", StringComparison.Ordinal)
            && !mongo.StartsWith("mongodb+srv://", StringComparison.Ordinal))
            throw new SettingsException("MONGODB_URI begins with mongodb:// or mongodb+srv://; found something else.");
        if (settings.PathBase is not "" && !settings.PathBase.StartsWith('/'))
            throw new SettingsException($"PATH_BASE begins with '/', for example /dash; found '{settings.PathBase}'.");
        if (settings.PublicUrl is not null && !Uri.IsWellFormedUriString(settings.PublicUrl, UriKind.Absolute))
            throw new SettingsException($"PUBLIC_URL must be an address such as https://dash.example.org; found '{settings.PublicUrl}'.");
        if (settings.Host is not ("localhost" or "*") && !IPAddress.TryParse(settings.Host, out _))
            throw new SettingsException($"HOST must be an IP address, 'localhost' or '*' for all addresses; found '{settings.Host}'.");
        return settings;
    }

    private static S3Settings? S3Of(SettingsReader read)
    {
        if (read.Text("S3_BUCKET") is not { } bucket)
        {
            return read.Text("S3_ENDPOINT") is null ? null
                : throw new SettingsException("S3_ENDPOINT is set, but S3_BUCKET is not. Name the bucket that blobs are kept in.");
        }
        var (key, secret) = (read.Text("S3_ACCESS_KEY"), read.Text("S3_SECRET_KEY"));
        if (key is null != secret is null)
            throw new SettingsException("S3_ACCESS_KEY and S3_SECRET_KEY go together; one of them is not set.");
        var endpoint = read.Text("S3_ENDPOINT");
        if (endpoint is not null && !Uri.IsWellFormedUriString(endpoint, UriKind.Absolute))
            throw new SettingsException($"S3_ENDPOINT must be an address such as https://s3.example.org; found '{endpoint}'.");
        return new S3Settings(bucket, endpoint, read.Text("S3_REGION") ?? "us-east-1", key, secret, read.Flag("S3_FORCE_PATH_STYLE"))
        {
            LinkLife = read.Duration("S3_PRESIGN") is not { } life ? null
                // What the signature allows.
                : life >= TimeSpan.FromSeconds(1) && life <= TimeSpan.FromDays(7) ? life
                : throw new SettingsException("S3_PRESIGN is a time span from 1s to 7d."),
        };
    }

    private static TimeSpan? SweepAgeOf(SettingsReader read) => read.Duration("SWEEP") switch
    {
        null => null,
        { } age when age >= TimeSpan.FromDays(1) => age,
        _ => throw new SettingsException("SWEEP is a time span of at least 1d: what is younger may belong to an upload under way."),
    };

    private static string SecretOf(string? given, bool isDevelopment)
    {
        if (isDevelopment)
            return given ?? DevelopmentSecret.Text;
        const string Advice =
            "Give one of at least 32 bytes, for example from `openssl rand -base64 48`, or set ASPNETCORE_ENVIRONMENT=Development on your own machine.";
        return given switch
        {
            null => throw new SettingsException($"JWT_SECRET is not set. {Advice}"),
            DevelopmentSecret.Text => throw new SettingsException(
                $"JWT_SECRET is the published development secret; anybody could sign tokens with it. {Advice}"),
            _ when System.Text.Encoding.UTF8.GetByteCount(given) < SmallestSecret =>
                throw new SettingsException($"JWT_SECRET is shorter than 32 bytes. {Advice}"),
            _ => given,
        };
    }
}

/// <summary>A setting that cannot be used.</summary>
internal sealed class SettingsException(string message) : Exception(message);
