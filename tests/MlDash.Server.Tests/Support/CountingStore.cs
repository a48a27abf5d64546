using MlDash.Server.Stores;

namespace MlDash.Server.Tests;

/// <summary>Counts reads on their way to a real store.</summary>
internal sealed class CountingStore(IMetadataStore inner) : ForwardingStore(inner)
{
    private long _reads;
    private long _documents;
    private long _heads;
    private long _batches;

    public long Reads => Interlocked.Read(ref _reads);

    public long Documents => Interlocked.Read(ref _documents);

    public long Heads => Interlocked.Read(ref _heads);

    public long Batches => Interlocked.Read(ref _batches);

    public override async Task<IReadOnlyList<StoredDocument>> GetAsync(string kind, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        var documents = await Count(base.GetAsync(kind, ids, cancellationToken));
        Interlocked.Add(ref _documents, documents.Count);
        return documents;
    }

    public override Task<StoredDocument?> GetByUniqueAsync(string kind, string unique, CancellationToken cancellationToken) =>
        Count(base.GetByUniqueAsync(kind, unique, cancellationToken));

    public override async Task<IReadOnlyList<StoredHead>> ListAsync(
        string kind, IReadOnlyCollection<string> keys, int offset, int limit, CancellationToken cancellationToken)
    {
        var heads = await Count(base.ListAsync(kind, keys, offset, limit, cancellationToken));
        Interlocked.Add(ref _heads, heads.Count);
        return heads;
    }

    public override async Task<IReadOnlyList<StoredHead>> ListFromAsync(string kind, ListStretch stretch, int limit, CancellationToken cancellationToken)
    {
        var heads = await Count(base.ListFromAsync(kind, stretch, limit, cancellationToken));
        Interlocked.Add(ref _heads, heads.Count);
        return heads;
    }

    public override Task<IReadOnlyDictionary<string, long>> CountAsync(string kind, IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
        Count(base.CountAsync(kind, keys, cancellationToken));

    public override IAsyncEnumerable<StoredBatch> ReadAsync(string stream, long from, long to, CancellationToken cancellationToken) =>
        Count(base.ReadAsync(stream, from, to, cancellationToken).Select(batch =>
    {
        Interlocked.Increment(ref _batches);
        return batch;
    }));

    public override Task<IReadOnlyDictionary<string, StreamEnd>> EndsAsync(IReadOnlyCollection<string> streams, CancellationToken cancellationToken) =>
        Count(base.EndsAsync(streams, cancellationToken));

    private T Count<T>(T read)
    {
        Interlocked.Increment(ref _reads);
        return read;
    }
}
