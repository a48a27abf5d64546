using System.Net;

namespace MlDash.Server.Hosting;

/// <summary>Every setting of the server. Each is an environment variable (or command-line option) named in <c>docs/server.md</c>.</summary>
internal sealed record ServerSettings
{
    /// <summary>The secret that the protocol publishes for development.</summary>
    public const string DevelopmentSecret = "your-secret-key-change-this-in-production";

    public const int SmallestSecret = 32;

    public int Port { get; init; } = 3000;

    public string Host { get; init; } = "127.0.0.1";

    public string PathBase { get; init; } = "";

    /// <summary>How others reach the server, when a proxy is in front; null when as the request says.</summary>
    public string? PublicUrl { get; init; }

    public string DataDirectory { get; init; } = ".data";

    public Microsoft.Extensions.Logging.LogLevel LogLevel { get; init; } = Microsoft.Extensions.Logging.LogLevel.Information;

    public string JwtSecret { get; init; } = "";

    public TimeSpan? JwtExpiration { get; init; }

    public string CorsOrigin { get; init; } = "*";

    public long MaxFileSize { get; init; } = 100L << 30;

    public long MaxBatchSize { get; init; } = 64L << 20;

    public int ChunkSize { get; init; } = 10_000;

    public TimeSpan ChunkGrace { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Requests a minute that one user may make; 0 is without limit.</summary>
    public int RateLimit { get; init; } = 60_000;

    /// <summary>How late the 4th equal refusal to a looping client is.</summary>
    public TimeSpan SlowRefusalDelay { get; init; } = TimeSpan.FromSeconds(2);

    public int? WorkerId { get; init; }

    /// <summary>Whether a collector is named; which one, the exporter reads itself.</summary>
    public bool ExportsTelemetry { get; init; }

    /// <summary>Reads and checks all settings.</summary>
    /// <exception cref="SettingsException">A setting cannot be used; the message names it and says what to do.</exception>
    public static ServerSettings Read(IConfiguration configuration, bool isDevelopment)
    {
        var read = new SettingsReader(configuration);
        foreach (var later in (string[])["MONGODB_URI", "S3_ENDPOINT", "S3_BUCKET", "S3_ACCESS_KEY", "S3_SECRET_KEY"])
        {
            if (read.Text(later) is not null)
                throw new SettingsException($"{later} is set, but this release stores in SQLite and a folder only. Unset it, and set DATA_DIR instead.");
        }
        var settings = new ServerSettings
        {
            Port = read.Number("PORT", 3000, 0, 65535),
            Host = read.Text("HOST") ?? "127.0.0.1",
            PathBase = read.Text("PATH_BASE")?.TrimEnd('/') ?? "",
            PublicUrl = read.Text("PUBLIC_URL")?.TrimEnd('/'),
            DataDirectory = Path.GetFullPath(read.Text("DATA_DIR") ?? ".data"),
            LogLevel = read.Level("LOG_LEVEL", Microsoft.Extensions.Logging.LogLevel.Information),
            JwtSecret = SecretOf(read.Text("JWT_SECRET"), isDevelopment),
            JwtExpiration = read.Duration("JWT_EXPIRATION"),
            CorsOrigin = read.Text("CORS_ORIGIN") ?? "*",
            MaxFileSize = read.Size("MAX_FILE_SIZE", 100L << 30),
            MaxBatchSize = read.Size("MAX_BATCH_SIZE", 64L << 20),
            ChunkSize = read.Number("CHUNK_SIZE", 10_000, 1, 1_000_000),
            ChunkGrace = read.Duration("CHUNK_GRACE") ?? TimeSpan.FromMinutes(15),
            RateLimit = read.Number("RATE_LIMIT", 60_000, 0, int.MaxValue),
            SlowRefusalDelay = read.Duration("SLOW_REFUSAL_DELAY") ?? TimeSpan.FromSeconds(2),
            WorkerId = read.Text("WORKER_ID") is null ? null : read.Number("WORKER_ID", 0, 0, 1023),
            ExportsTelemetry = read.Text("OTEL_EXPORTER_OTLP_ENDPOINT") is not null,
        };
        if (settings.PathBase is not "" && !settings.PathBase.StartsWith('/'))
            throw new SettingsException($"PATH_BASE begins with '/', for example /dash; found '{settings.PathBase}'.");
        if (settings.PublicUrl is not null && !Uri.IsWellFormedUriString(settings.PublicUrl, UriKind.Absolute))
            throw new SettingsException($"PUBLIC_URL is an address such as https://dash.example.org; found '{settings.PublicUrl}'.");
        if (settings.Host is not ("localhost" or "*") && !IPAddress.TryParse(settings.Host, out _))
            throw new SettingsException($"HOST is an IP address, 'localhost' or '*' for all addresses; found '{settings.Host}'.");
        return settings;
    }

    private static string SecretOf(string? given, bool isDevelopment)
    {
        if (isDevelopment)
            return given ?? DevelopmentSecret;
        const string Advice = "Give one of at least 32 bytes, for example from `openssl rand -base64 48`, or set ASPNETCORE_ENVIRONMENT=Development on your own machine.";
        return given switch
        {
            null => throw new SettingsException($"JWT_SECRET is not set. {Advice}"),
            DevelopmentSecret => throw new SettingsException($"JWT_SECRET is the published development secret; anybody could sign tokens with it. {Advice}"),
            _ when System.Text.Encoding.UTF8.GetByteCount(given) < SmallestSecret =>
                throw new SettingsException($"JWT_SECRET is shorter than 32 bytes. {Advice}"),
            _ => given,
        };
    }
}

/// <summary>A setting that cannot be used.</summary>
internal sealed class SettingsException(string message) : Exception(message);
