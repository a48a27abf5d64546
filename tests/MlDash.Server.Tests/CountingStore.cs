using MlDash.Server.Stores;

namespace MlDash.Server.Tests;

/// <summary>Counts reads on their way to a real store.</summary>
internal sealed class CountingStore(IMetadataStore inner) : IMetadataStore, IDisposable
{
    private long _reads;
    private long _documents;

    public long Reads => Interlocked.Read(ref _reads);

    public long Documents => Interlocked.Read(ref _documents);

    public string Name => inner.Name;

    public async Task<IReadOnlyList<StoredDocument>> GetAsync(string kind, IReadOnlyCollection<string> ids, CancellationToken cancel)
    {
        var documents = await Count(inner.GetAsync(kind, ids, cancel));
        Interlocked.Add(ref _documents, documents.Count);
        return documents;
    }

    public Task<StoredDocument?> GetByUniqueAsync(string kind, string unique, CancellationToken cancel) => Count(inner.GetByUniqueAsync(kind, unique, cancel));

    public Task<IReadOnlyList<StoredHead>> ListAsync(string kind, IReadOnlyCollection<string> keys, int offset, int limit, CancellationToken cancel) =>
        Count(inner.ListAsync(kind, keys, offset, limit, cancel));

    public Task<IReadOnlyDictionary<string, long>> CountAsync(string kind, IReadOnlyCollection<string> keys, CancellationToken cancel) => Count(inner.CountAsync(kind, keys, cancel));

    public Task<bool> InsertAsync(StoredDocument document, CancellationToken cancel) => inner.InsertAsync(document, cancel);

    public Task<bool> ReplaceAsync(StoredDocument document, CancellationToken cancel) => inner.ReplaceAsync(document, cancel);

    public Task DeleteAsync(string kind, string id, CancellationToken cancel) => inner.DeleteAsync(kind, id, cancel);

    public Task DeleteBelowAsync(string kind, string order, CancellationToken cancel) => inner.DeleteBelowAsync(kind, order, cancel);

    public Task<long> AppendAsync(string stream, StreamBatch batch, CancellationToken cancel) => inner.AppendAsync(stream, batch, cancel);

    public IAsyncEnumerable<StoredBatch> ReadAsync(string stream, long from, long to, CancellationToken cancel) => inner.ReadAsync(stream, from, to, cancel);

    public Task<IReadOnlyDictionary<string, StreamEnd>> EndsAsync(IReadOnlyCollection<string> streams, CancellationToken cancel) => Count(inner.EndsAsync(streams, cancel));

    public Task TrimAsync(string stream, long before, CancellationToken cancel) => inner.TrimAsync(stream, before, cancel);

    public Task DeleteStreamAsync(string stream, CancellationToken cancel) => inner.DeleteStreamAsync(stream, cancel);

    public Task CheckAsync(CancellationToken cancel) => inner.CheckAsync(cancel);

    public void Dispose() => (inner as IDisposable)?.Dispose();

    private T Count<T>(T read)
    {
        Interlocked.Increment(ref _reads);
        return read;
    }
}
