using MlDash.Server.Stores;

namespace MlDash.Server.Tests;

/// <summary>Counts reads on their way to a real store.</summary>
internal sealed class CountingStore(IMetadataStore inner) : ForwardingStore(inner)
{
    private long _reads;
    private long _documents;

    public long Reads => Interlocked.Read(ref _reads);

    public long Documents => Interlocked.Read(ref _documents);

    public override async Task<IReadOnlyList<StoredDocument>> GetAsync(string kind, IReadOnlyCollection<string> ids, CancellationToken cancel)
    {
        var documents = await Count(base.GetAsync(kind, ids, cancel));
        Interlocked.Add(ref _documents, documents.Count);
        return documents;
    }

    public override Task<StoredDocument?> GetByUniqueAsync(string kind, string unique, CancellationToken cancel) => Count(base.GetByUniqueAsync(kind, unique, cancel));

    public override Task<IReadOnlyList<StoredHead>> ListAsync(string kind, IReadOnlyCollection<string> keys, int offset, int limit, CancellationToken cancel) =>
        Count(base.ListAsync(kind, keys, offset, limit, cancel));

    public override Task<IReadOnlyDictionary<string, long>> CountAsync(string kind, IReadOnlyCollection<string> keys, CancellationToken cancel) =>
        Count(base.CountAsync(kind, keys, cancel));

    public override Task<IReadOnlyDictionary<string, StreamEnd>> EndsAsync(IReadOnlyCollection<string> streams, CancellationToken cancel) => Count(base.EndsAsync(streams, cancel));

    private T Count<T>(T read)
    {
        Interlocked.Increment(ref _reads);
        return read;
    }
}
