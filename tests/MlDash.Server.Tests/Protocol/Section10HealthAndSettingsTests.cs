using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MlDash.Server.Settings;

namespace MlDash.Server.Tests;

/// <summary>Section 10: health and settings.</summary>
public sealed class Section10HealthAndSettingsTests(SharedServer shared)
{
    private const string GoodSecret = "a-secret-of-our-own-that-is-long-enough-for-production";

    [Fact]
    public async Task Health_names_the_state_of_both_stores()
    {
        var health = (await shared.Server.Anonymous().GetAsync("/health")).Is(200).Json;
        Assert.Equal(("ok", "connected", "connected"), (health["status"].Text, health["mongodb"].Text, health["s3"].Text));
        Assert.True(health["uptime"].Number > 0);
        Assert.Equal(TestStores.AreShared ? ("mongodb", "s3") : ("sqlite", "folder"), (health["metadataStore"].Text, health["blobStore"].Text));
        Assert.All((string[])["metadataStoreMs", "blobStoreMs"], name => Assert.InRange(health[name].Number, 0, 5000));
        Assert.EndsWith("Z", health["timestamp"].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_of_settings_are_read_once_and_no_folder_is_watched_for_changes()
    {
        var configuration = (IConfigurationRoot)shared.Server.Services.GetRequiredService<IConfiguration>();
        var files = configuration.Providers.OfType<FileConfigurationProvider>().ToList();
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.False(file.Source.ReloadOnChange, $"{file.Source.Path} is watched."));
    }

    [Fact]
    public async Task Every_answer_names_the_server_by_an_id_that_stays_with_its_data()
    {
        var data = Directory.CreateTempSubdirectory("mldash-server-id-").FullName;
        var ids = new HashSet<string>();
        for (var start = 0; start < 2; start++)
        {
            await using var server = await TestServer.StartAsync(data);
            using var http = new HttpClient();
            foreach (var path in new[] { "/health", "/api/nodes/1", "/no/such/path" })
            {
                using var answer = await http.GetAsync(new Uri(server.Url + path), TestContext.Current.CancellationToken);
                ids.Add(Assert.Single(answer.Headers.GetValues("MlDash-Server-Id")));
            }
            ids.Add((await server.Anonymous().GetAsync("/health")).Is(200).Json["serverId"].Text);
        }
        Assert.Matches("^[0-9a-f]{32}$", Assert.Single(ids));
        Directory.Delete(data, recursive: true);

        await using var other = await TestServer.StartAsync();
        Assert.DoesNotContain((await other.Anonymous().GetAsync("/health")).Is(200).Json["serverId"].Text, ids);
    }

    [Trait(TestStores.Kind, TestStores.Embedded)]
    [Fact]
    public async Task Health_is_503_when_a_store_is_down()
    {
        await using var server = await TestServer.StartAsync();
        Directory.Delete(Path.Combine(server.Data, "blobs"), recursive: true);
        var health = (await server.Anonymous().GetAsync("/health")).Is(503).Json;
        Assert.Equal(("error", "connected", "disconnected"), (health["status"].Text, health["mongodb"].Text, health["s3"].Text));
    }

    [Fact]
    public void Defaults_are_those_of_the_protocol()
    {
        var settings = Read(isDevelopment: true);
        Assert.Equal(
            (3000, "127.0.0.1", 100L << 30, 64L << 20, 10_000),
            (settings.Port, settings.Host, settings.MaxFileSize, settings.MaxBatchSize, settings.ChunkSize));
        Assert.Equal(
            (null, "*", Microsoft.Extensions.Logging.LogLevel.Information, TimeSpan.FromMinutes(15)),
            (settings.JwtExpiration, settings.CorsOrigin, settings.LogLevel, settings.ChunkGrace));
        Assert.Equal(Path.GetFullPath(".data"), settings.DataDirectory);
    }

    [Fact]
    public void Every_setting_is_read_from_its_variable()
    {
        var settings =
            Read(isDevelopment: false, ("JWT_SECRET", GoodSecret), ("PORT", "81"), ("HOST", "0.0.0.0"), ("LOG_LEVEL", "warn"), ("JWT_EXPIRATION", "30d"),
            ("CORS_ORIGIN", "https://a.example"),
            ("MAX_FILE_SIZE", "100MB"),
            ("DATA_DIR", "/d"),
            ("CHUNK_SIZE", "50000"),
            ("RATE_LIMIT", "5"),
            ("WORKER_ID", "7"));
        Assert.Equal(
            (81, "0.0.0.0", Microsoft.Extensions.Logging.LogLevel.Warning, TimeSpan.FromDays(30)),
            (settings.Port, settings.Host, settings.LogLevel, settings.JwtExpiration));
        Assert.Equal(
            ("https://a.example", 100L << 20, 50_000, 5, 7),
            (settings.CorsOrigin, settings.MaxFileSize, settings.ChunkSize, settings.RateLimit, settings.WorkerId));
    }

    [Theory]
    [InlineData("PORT", "http")]
    [InlineData("PORT", "70000")]
    [InlineData("MAX_FILE_SIZE", "large")]
    [InlineData("JWT_EXPIRATION", "soon")]
    [InlineData("LOG_LEVEL", "loud")]
    [InlineData("HOST", "my host")]
    [InlineData("WORKER_ID", "1024")]
    [InlineData("PATH_BASE", "dash")]
    [InlineData("PUBLIC_URL", "example")]
    [InlineData("MONGODB_URI", "http://x")]
    [InlineData("S3_ENDPOINT", "https://s3.example.org")]
    [InlineData("OIDC_AUTHORITY", "https://id.example.org")]
    [InlineData("OIDC_CLIENT_SECRET", "secret")]
    [InlineData("SESSION_IDLE", "30s")]
    [InlineData("SESSION_LIFE", "long")]
    [InlineData("SWEEP", "12h")]
    [InlineData("SWEEP", "true")]
    public void A_wrong_setting_is_named_at_the_start(string name, string value) =>
        Assert.Contains(name, Assert.Throws<SettingsException>(() => Read(isDevelopment: true, (name, value))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData(TestTokens.DevelopmentSecret)]
    public void Production_refuses_a_missing_weak_or_published_secret(string secret)
    {
        var message = Assert.Throws<SettingsException>(() => Read(isDevelopment: false, ("JWT_SECRET", secret))).Message;
        Assert.Contains("JWT_SECRET", message, StringComparison.Ordinal);
        Assert.DoesNotContain(TestTokens.DevelopmentSecret, message, StringComparison.Ordinal);
    }

    [Trait(TestStores.Kind, TestStores.Embedded)]
    [Fact]
    public async Task A_file_over_MAX_FILE_SIZE_is_413_and_nothing_is_kept()
    {
        await using var server = await TestServer.StartAsync(null, ("MAX_FILE_SIZE", "1KB"));
        var api = server.NewUser();
        var run = await api.OpenAsync();
        (await api.UploadAsync(run, "f", new byte[1025])).Is(413);
        (await api.UploadAsync(run, "f", new byte[1024])).Is(200);
        Assert.Single(Directory.EnumerateFiles(Path.Combine(server.Data, "blobs"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Over_the_rate_a_user_gets_429_with_Retry_After_but_a_batch_503_and_others_are_not_touched()
    {
        await using var server = await TestServer.StartAsync(null, ("RATE_LIMIT", "20"));
        var api = server.NewUser();
        var run = await api.OpenAsync();
        var answers = new List<Answer>();
        for (var i = 0; i < 30; i++)
            answers.Add(await api.GetAsync("/api/nodes/1"));
        var limited = answers.First(a => a.Code == 429);
        Assert.Equal("1", limited.Headers["Retry-After"]);
        var batches = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => api.PostAsync($"/api/experiments/{run.Id}/logs", """{"logs":[]}""")));
        Assert.Contains(batches, b => b.Code == 503 && b.Headers["Retry-After"] == "1");
        Assert.DoesNotContain(batches, b => b.Code == 429);
        (await server.NewUser().GraphAsync("{ me { id } }")).Is(200);
    }

    [Fact]
    public async Task Behind_a_proxy_device_logins_show_the_public_address()
    {
        await using var server = await TestServer.StartAsync(null, ("PUBLIC_URL", "https://dash.example.org/"));
        var started = (await server.Anonymous().PostAsync("/api/device/start", $$"""{"device_secret_hash":"{{Api.Sha256([3])}}"}""")).Ok;
        Assert.Equal("https://dash.example.org/device/verification", started["verification_uri"].Text);
    }

    [Fact]
    public async Task Metrics_and_traces_go_to_the_collector_that_is_named()
    {
        var received = new System.Collections.Concurrent.ConcurrentBag<string>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        await using var collector = builder.Build();
        collector.MapPost("/{**path}", (string path) => { received.Add(path); });
        await collector.StartAsync(TestContext.Current.CancellationToken);
        await using (var server =
            await TestServer.StartAsync(null, ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Urls.First()), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")))
        {
            var api = server.NewUser();
            await api.PointsAsync(await api.OpenAsync(), "m", """[{"x":1}]""");
        }
        Assert.Contains("v1/traces", received);
        Assert.Contains("v1/metrics", received);
    }

    private static ServerSettings Read(bool isDevelopment, params (string Name, string Value)[] variables) => ServerSettings.Read(
        new ConfigurationBuilder().AddInMemoryCollection(variables.Select(v => KeyValuePair.Create(v.Name, (string?)v.Value))).Build(), isDevelopment);
}
