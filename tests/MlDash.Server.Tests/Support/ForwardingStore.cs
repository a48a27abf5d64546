using MlDash.Server.Stores;

namespace MlDash.Server.Tests;

/// <summary>Hands everything on to a real store; a test overrides what it wants to see or to break.</summary>
internal abstract class ForwardingStore(IMetadataStore inner) : IMetadataStore, IDisposable
{
    public string Name => inner.Name;

    public virtual Task<IReadOnlyList<StoredDocument>> GetAsync(string kind, IReadOnlyCollection<string> ids, CancellationToken cancel) => inner.GetAsync(kind, ids, cancel);

    public virtual Task<StoredDocument?> GetByUniqueAsync(string kind, string unique, CancellationToken cancel) => inner.GetByUniqueAsync(kind, unique, cancel);

    public virtual Task<IReadOnlyList<StoredHead>> ListAsync(string kind, IReadOnlyCollection<string> keys, int offset, int limit, CancellationToken cancel) =>
        inner.ListAsync(kind, keys, offset, limit, cancel);

    public virtual Task<IReadOnlyList<StoredHead>> ListFromAsync(string kind, ListStretch stretch, int limit, CancellationToken cancel) =>
        inner.ListFromAsync(kind, stretch, limit, cancel);

    public virtual Task<IReadOnlyDictionary<string, long>> CountAsync(string kind, IReadOnlyCollection<string> keys, CancellationToken cancel) => inner.CountAsync(kind, keys, cancel);

    public virtual Task<bool> InsertAsync(StoredDocument document, CancellationToken cancel) => inner.InsertAsync(document, cancel);

    public virtual Task<bool> ReplaceAsync(StoredDocument document, CancellationToken cancel) => inner.ReplaceAsync(document, cancel);

    public Task DeleteAsync(string kind, string id, CancellationToken cancel) => inner.DeleteAsync(kind, id, cancel);

    public Task DeleteBelowAsync(string kind, string order, CancellationToken cancel) => inner.DeleteBelowAsync(kind, order, cancel);

    public virtual Task<long> AppendAsync(string stream, StreamBatch batch, CancellationToken cancel) => inner.AppendAsync(stream, batch, cancel);

    public virtual IAsyncEnumerable<StoredBatch> ReadAsync(string stream, long from, long to, CancellationToken cancel) => inner.ReadAsync(stream, from, to, cancel);

    public virtual Task<IReadOnlyDictionary<string, StreamEnd>> EndsAsync(IReadOnlyCollection<string> streams, CancellationToken cancel) => inner.EndsAsync(streams, cancel);

    public Task TrimAsync(string stream, long from, long before, string since, CancellationToken cancel) => inner.TrimAsync(stream, from, before, since, cancel);

    public IAsyncEnumerable<StoredBatch> TrimmedAsync(string stream, long from, long to, CancellationToken cancel) => inner.TrimmedAsync(stream, from, to, cancel);

    public Task ForgetTrimmedAsync(string since, CancellationToken cancel) => inner.ForgetTrimmedAsync(since, cancel);

    public Task DeleteStreamAsync(string stream, CancellationToken cancel) => inner.DeleteStreamAsync(stream, cancel);

    public IAsyncEnumerable<StoredDocument> DocumentsAsync(string kind, CancellationToken cancel) => inner.DocumentsAsync(kind, cancel);

    public IAsyncEnumerable<string> StreamsAsync(CancellationToken cancel) => inner.StreamsAsync(cancel);

    public virtual Task<bool> RestoreAsync(StoredDocument document, CancellationToken cancel) => inner.RestoreAsync(document, cancel);

    public virtual Task RestoreAsync(string stream, StoredBatch batch, CancellationToken cancel) => inner.RestoreAsync(stream, batch, cancel);

    public Task CheckAsync(CancellationToken cancel) => inner.CheckAsync(cancel);

    public void Dispose() => (inner as IDisposable)?.Dispose();
}
