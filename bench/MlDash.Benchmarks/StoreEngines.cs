using System.Diagnostics;
using System.Reflection;

namespace MlDash.Benchmarks;

/// <summary>
/// A database and an object store for servers that share them: those that MONGODB_URI, S3_ENDPOINT and the other settings of S3 name, else what the tests run
/// against, which is no MongoDB.
/// </summary>
internal sealed class StoreEngines : IDisposable
{
    private static readonly string[] _s3Settings = ["S3_ENDPOINT", "S3_BUCKET", "S3_REGION", "S3_ACCESS_KEY", "S3_SECRET_KEY", "S3_FORCE_PATH_STYLE"];
    private readonly List<Process> _processes = [];
    private readonly string _mongo;

    public StoreEngines(Workspace workspace)
    {
        if (Environment.GetEnvironmentVariable("MONGODB_URI") is { Length: > 0 } uri)
        {
            _mongo = uri;
            MongoName = "MongoDB";
        }
        else
        {
            _mongo = Start("start-mongo.sh");
            MongoName = "a stand-in for MongoDB";
        }
        if (Environment.GetEnvironmentVariable("S3_ENDPOINT") is { Length: > 0 } endpoint)
        {
            S3 = [.. _s3Settings.Select(name => (name, Environment.GetEnvironmentVariable(name) ?? ""))];
            S3Name = endpoint;
        }
        else
        {
            S3 = [
                ("S3_ENDPOINT", Start("start-s3.sh", workspace.In("objects"))),
                ("S3_BUCKET", "mldash"),
                ("S3_ACCESS_KEY", "S3RVER"),
                ("S3_SECRET_KEY", "S3RVER"),
                ("S3_FORCE_PATH_STYLE", "true")
            ];
            S3Name = "s3rver";
        }
    }

    public string MongoName { get; }

    /// <summary>Settings of a server that keeps its blobs there.</summary>
    public (string Name, string Value)[] S3 { get; }

    public string S3Name { get; }

    /// <summary>Settings of servers that keep their metadata in one new database.</summary>
    public (string Name, string Value)[] NewMongo() =>
        [("MONGODB_URI", new MongoDB.Driver.MongoUrlBuilder(_mongo) { DatabaseName = $"mldash_bench_{Guid.NewGuid():N}" }.ToString())];

    public void Dispose()
    {
        foreach (var process in _processes)
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
        }
    }

    private string Start(string script, params string[] arguments)
    {
        var folder = typeof(StoreEngines).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "Services").Value!;
        var start = new ProcessStartInfo("bash", [Path.Combine(folder, script), .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        var process = Process.Start(start)!;
        _processes.Add(process);
        return process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"{script} did not start.");
    }
}
