using System.Diagnostics;
using Amazon.Runtime;
using Amazon.S3;
using MlDash.Server.Settings;

[assembly: AssemblyFixture(typeof(MlDash.Server.Tests.S3Service))]

namespace MlDash.Server.Tests;

/// <summary>The object store of the tests: the one that S3_ENDPOINT names, else s3rver on this machine.</summary>
public sealed class S3Service : IAsyncLifetime
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(3);
    private readonly string _folder = Directory.CreateTempSubdirectory("mldash-s3-").FullName;
    private Process? _process;

    /// <summary>Which engine the tests run against, for the output.</summary>
    public string Engine { get; private set; } = "";

    /// <summary>The one of this run.</summary>
    public static S3Service Current { get; private set; } = null!;

    internal S3Settings Settings { get; private set; } = null!;

    /// <summary>The same, as settings of a server.</summary>
    internal (string Name, string Value)[] ServerSettings => ServerSettingsOf(Settings);

    internal static (string Name, string Value)[] ServerSettingsOf(S3Settings settings) =>
    [
        ("S3_BUCKET", settings.Bucket), ("S3_ENDPOINT", settings.Endpoint!), ("S3_ACCESS_KEY", settings.AccessKey!),
        ("S3_SECRET_KEY", settings.SecretKey!), ("S3_FORCE_PATH_STYLE", settings.ForcePathStyle ? "true" : "false"),
    ];

    /// <summary>A bucket that nobody else uses.</summary>
    internal S3Settings NewBucket()
    {
        var bucket = Settings with { Bucket = $"mldash-test-{Guid.NewGuid():N}"[..40] };
        using var client = new AmazonS3Client(new BasicAWSCredentials(bucket.AccessKey, bucket.SecretKey),
            new AmazonS3Config { ServiceURL = bucket.Endpoint, ForcePathStyle = bucket.ForcePathStyle, AuthenticationRegion = bucket.Region });
        client.PutBucketAsync(bucket.Bucket).GetAwaiter().GetResult();
        return bucket;
    }

    public async ValueTask InitializeAsync()
    {
        Current = this;
        if (Environment.GetEnvironmentVariable("S3_ENDPOINT") is { Length: > 0 } given)
        {
            Engine = given;
            Settings = new(
                Variable("S3_BUCKET") ?? "mldash",
                given,
                Variable("S3_REGION") ?? "us-east-1",
                Variable("S3_ACCESS_KEY"),
                Variable("S3_SECRET_KEY"),
                Variable("S3_FORCE_PATH_STYLE") == "true");
            return;
        }
        var script = Path.Combine(TestServices.Folder, "start-s3.sh");
        _process = Process.Start(new ProcessStartInfo("bash", [script, _folder]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var endpoint = await _process.StandardOutput.ReadLineAsync().WaitAsync(_patience) ?? throw new InvalidOperationException($"{script} did not start.");
        Engine = "s3rver";
        Settings = new("mldash", endpoint, "us-east-1", "S3RVER", "S3RVER", ForcePathStyle: true);
    }

    public ValueTask DisposeAsync()
    {
        _process?.Kill(entireProcessTree: true);
        _process?.Dispose();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? text : null;
}
