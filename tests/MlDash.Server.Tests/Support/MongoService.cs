using System.Diagnostics;
using MongoDB.Bson;
using MongoDB.Driver;

[assembly: AssemblyFixture(typeof(MlDash.Server.Tests.MongoService))]

namespace MlDash.Server.Tests;

/// <summary>The database of the tests: the MongoDB that MONGODB_URI names, else the stand-in, which is no MongoDB (see tests/services).</summary>
public sealed class MongoService : IAsyncLifetime
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(3);
    private Process? _process;
    private string _uri = "";

    /// <summary>Which engine the tests run against, for the output.</summary>
    public string Engine { get; private set; } = "";

    /// <summary>The one of this run.</summary>
    public static MongoService Current { get; private set; } = null!;

    /// <summary>A connection string with a database that nobody else uses.</summary>
    public string NewDatabase() => Database($"mldash_test_{Guid.NewGuid():N}");

    /// <summary>A connection string with a database of this name.</summary>
    public string Database(string name) => new MongoUrlBuilder(_uri) { DatabaseName = name }.ToString();

    public async ValueTask InitializeAsync()
    {
        Current = this;
        if (Environment.GetEnvironmentVariable("MONGODB_URI") is { Length: > 0 } given)
        {
            _uri = given;
            await NameAsync();
            return;
        }
        var script = Path.Combine(TestServices.Folder, "start-mongo.sh");
        _process = Process.Start(new ProcessStartInfo("bash", [script]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        _uri = await _process.StandardOutput.ReadLineAsync().WaitAsync(_patience) ?? throw new InvalidOperationException($"{script} did not start.");
        await NameAsync();
    }

    // By what it answers, never by the setting: many engines speak this protocol, and results on one say nothing of another.
    private async Task NameAsync()
    {
        using var client = new MongoClient(_uri);
        Engine = MongoEngine.NameOf(await client.GetDatabase("admin").RunCommandAsync<BsonDocument>(new BsonDocument("buildInfo", 1)).WaitAsync(_patience));
        if (TestStores.AreShared)
            await Console.Out.WriteLineAsync($"Database of these tests: {Engine}");
    }

    public ValueTask DisposeAsync()
    {
        _process?.Kill(entireProcessTree: true);
        _process?.Dispose();
        return ValueTask.CompletedTask;
    }
}
