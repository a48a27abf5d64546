using MlDash.Server.Stores;

namespace MlDash.Server.Tests;

/// <summary>Hands everything on to a real store; a test overrides what it wants to see or to break.</summary>
internal abstract class ForwardingStore(IMetadataStore inner) : IMetadataStore, IDisposable
{
    public string Name => inner.Name;

    public virtual Task<IReadOnlyList<StoredDocument>> GetAsync(string kind, IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        inner.GetAsync(kind, ids, cancellationToken);

    public virtual Task<StoredDocument?> GetByUniqueAsync(string kind, string unique, CancellationToken cancellationToken) =>
        inner.GetByUniqueAsync(kind, unique, cancellationToken);

    public virtual Task<IReadOnlyList<StoredHead>> ListAsync(
        string kind, IReadOnlyCollection<string> keys, int offset, int limit, CancellationToken cancellationToken) =>
        inner.ListAsync(kind, keys, offset, limit, cancellationToken);

    public virtual Task<IReadOnlyList<StoredHead>> ListFromAsync(string kind, ListStretch stretch, int limit, CancellationToken cancellationToken) =>
        inner.ListFromAsync(kind, stretch, limit, cancellationToken);

    public virtual Task<IReadOnlyDictionary<string, long>> CountAsync(string kind, IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
        inner.CountAsync(kind, keys, cancellationToken);

    public virtual Task<bool> InsertAsync(StoredDocument document, CancellationToken cancellationToken) => inner.InsertAsync(document, cancellationToken);

    public virtual Task<bool> ReplaceAsync(StoredDocument document, CancellationToken cancellationToken) => inner.ReplaceAsync(document, cancellationToken);

    public Task DeleteAsync(string kind, string id, CancellationToken cancellationToken) => inner.DeleteAsync(kind, id, cancellationToken);

    public Task DeleteBelowAsync(string kind, string order, CancellationToken cancellationToken) => inner.DeleteBelowAsync(kind, order, cancellationToken);

    public virtual Task<long> AppendAsync(string stream, NewBatch batch, CancellationToken cancellationToken) =>
        inner.AppendAsync(stream, batch, cancellationToken);

    public virtual IAsyncEnumerable<StoredBatch> ReadAsync(string stream, long from, long to, CancellationToken cancellationToken) =>
        inner.ReadAsync(stream, from, to, cancellationToken);

    public virtual Task<IReadOnlyDictionary<string, StreamEnd>> EndsAsync(IReadOnlyCollection<string> streams, CancellationToken cancellationToken) =>
        inner.EndsAsync(streams, cancellationToken);

    public Task TrimAsync(string stream, long from, long before, string since, CancellationToken cancellationToken) =>
        inner.TrimAsync(stream, from, before, since, cancellationToken);

    public IAsyncEnumerable<StoredBatch> TrimmedAsync(string stream, long from, long to, CancellationToken cancellationToken) =>
        inner.TrimmedAsync(stream, from, to, cancellationToken);

    public Task ForgetTrimmedAsync(string since, CancellationToken cancellationToken) => inner.ForgetTrimmedAsync(since, cancellationToken);

    public Task DeleteStreamAsync(string stream, CancellationToken cancellationToken) => inner.DeleteStreamAsync(stream, cancellationToken);

    public IAsyncEnumerable<StoredDocument> DocumentsAsync(string kind, CancellationToken cancellationToken) => inner.DocumentsAsync(kind, cancellationToken);

    public IAsyncEnumerable<string> StreamsAsync(CancellationToken cancellationToken) => inner.StreamsAsync(cancellationToken);

    public virtual Task<bool> RestoreAsync(StoredDocument document, CancellationToken cancellationToken) => inner.RestoreAsync(document, cancellationToken);

    public virtual Task RestoreAsync(string stream, StoredBatch batch, CancellationToken cancellationToken) =>
        inner.RestoreAsync(stream, batch, cancellationToken);

    public Task CheckAsync(CancellationToken cancellationToken) => inner.CheckAsync(cancellationToken);

    public void Dispose() => (inner as IDisposable)?.Dispose();
}
