using System.Collections.Concurrent;
using MlDash.Server.Stores;

namespace MlDash.Server.Tests;

/// <summary>Hands blobs on to a real store, counts what is put and opened, and is away or slow when a test says so.</summary>
internal sealed class ForwardingBlobs(IBlobStore inner) : IBlobStore
{
    private readonly ConcurrentDictionary<string, int> _puts = new();
    private int _opens;

    public string Name => inner.Name;

    /// <summary>How often each key was put.</summary>
    public IReadOnlyDictionary<string, int> Puts => _puts;

    /// <summary>How many blobs were opened.</summary>
    public int Opens => Volatile.Read(ref _opens);

    /// <summary>Called before a put.</summary>
    public Func<string, Task> BeforePut { get; set; } = _ => Task.CompletedTask;

    /// <summary>Called after a part was read.</summary>
    public Func<Task> AfterRead { get; set; } = () => Task.CompletedTask;

    /// <summary>Called before a delete.</summary>
    public Func<string, Task> BeforeDelete { get; set; } = _ => Task.CompletedTask;

    /// <summary>What a store says that cannot be reached.</summary>
    public static Task Away(string key) => throw new HttpRequestException($"The store of {key} is away.");

    public async Task PutAsync(string key, Stream content, CancellationToken cancellationToken)
    {
        _puts.AddOrUpdate(key, 1, (_, count) => count + 1);
        await BeforePut(key);
        await inner.PutAsync(key, content, cancellationToken);
    }

    public Task<Stream?> OpenAsync(string key, long offset, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _opens);
        return inner.OpenAsync(key, offset, cancellationToken);
    }

    public async Task<ReadOnlyMemory<byte>> ReadAsync(string key, long offset, int length, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _opens);
        var bytes = await inner.ReadAsync(key, offset, length, cancellationToken);
        await AfterRead();
        return bytes;
    }

    public Task<long> SizeAsync(string key, CancellationToken cancellationToken) => inner.SizeAsync(key, cancellationToken);

    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        await BeforeDelete(key);
        await inner.DeleteAsync(key, cancellationToken);
    }

    public IAsyncEnumerable<StoredBlob> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);

    public Task<int> FreeUnfinishedAsync(DateTimeOffset since, CancellationToken cancellationToken) => inner.FreeUnfinishedAsync(since, cancellationToken);

    public Task<Uri?> LinkAsync(string key, string contentType, string disposition) => inner.LinkAsync(key, contentType, disposition);

    public Task CheckAsync(CancellationToken cancellationToken) => inner.CheckAsync(cancellationToken);
}
