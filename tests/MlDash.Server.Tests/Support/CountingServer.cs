using System.Diagnostics;

namespace MlDash.Server.Tests;

/// <summary>A server whose reads of the metadata store are counted.</summary>
internal sealed class CountingServer : IAsyncDisposable
{
    private CountingServer(TestServer server, CountingStore store)
    {
        Server = server;
        Store = store;
    }

    public TestServer Server { get; }

    private CountingStore Store { get; }

    public long Reads => Store.Reads;

    public long DocumentsRead => Store.Documents;

    public long HeadsRead => Store.Heads;

    public long BatchesRead => Store.Batches;

    /// <summary>What an action reads.</summary>
    public async Task<(long Reads, long Heads, long Documents, long Batches)> ReadByAsync(Func<Task> action)
    {
        var before = (Reads, HeadsRead, DocumentsRead, BatchesRead);
        await action();
        return (Reads - before.Reads, HeadsRead - before.HeadsRead, DocumentsRead - before.DocumentsRead, BatchesRead - before.BatchesRead);
    }

    public static async Task<CountingServer> StartAsync()
    {
        CountingStore? counting = null;
        var server = await TestServer.StartAsync(null, inner => counting = new CountingStore(inner));
        return new CountingServer(server, counting ?? throw new UnreachableException());
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
