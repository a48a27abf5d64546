using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MlDash.Server.Stores;

namespace MlDash.Server.Documents;

/// <summary>What a document can be found by.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Unique">The text that no other of its kind may hold, or null.</param>
/// <param name="Keys">The lists it appears in.</param>
/// <param name="Order">Its place in them, usually when it was changed last.</param>
/// <param name="Label">What these lists say of it.</param>
internal sealed record DocumentIndex(string Id, string? Unique, IReadOnlyList<string> Keys, string Order, string Label = "")
{
    /// <summary>Lists with another order that it appears in, or null.</summary>
    public SecondLists? Second { get; init; }

    /// <summary>Whether a stored document is found by just this.</summary>
    public bool IsOf(StoredDocument stored) =>
        (Unique, Order, Label, Second?.Order) == (stored.Unique, stored.Order, stored.Label, stored.Second?.Order)
        && Keys.SequenceEqual(stored.Keys) && (Second?.Keys ?? []).SequenceEqual(stored.Second?.Keys ?? []);
}

/// <summary>A document as a check finds it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Document">What it says; null when it cannot be read.</param>
/// <param name="IsListed">Whether it is found by all that it should be found by.</param>
/// <param name="Fault">Why it cannot be read.</param>
internal sealed record ReadDocument<T>(string Id, long Size, T? Document, bool IsListed, string? Fault)
    where T : class;

/// <summary>The documents of one kind as records. A change is: read, compute, replace if nobody was faster, else again.</summary>
internal sealed class Collection<T>(IMetadataStore store, string kind, JsonTypeInfo<T> json, Func<T, DocumentIndex> indexOf)
    where T : class
{
    // Many writes at once share a sync of the disk.
    private const int ListedAtOnce = 16;

    public async Task<T?> GetAsync(string id, CancellationToken cancellationToken) => (await GetAsync([id], cancellationToken)).GetValueOrDefault(id);

    public async Task<IReadOnlyDictionary<string, T>> GetAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        (await store.GetAsync(kind, ids, cancellationToken)).ToDictionary(d => d.Id, Read, StringComparer.Ordinal);

    public async Task<T?> GetByUniqueAsync(string unique, CancellationToken cancellationToken) =>
        await store.GetByUniqueAsync(kind, unique, cancellationToken) is { } found ? Read(found) : null;

    /// <summary>All documents, in order of their ids; those that come or go meanwhile may be seen or not.</summary>
    public IAsyncEnumerable<T> AllAsync(CancellationToken cancellationToken) => store.DocumentsAsync(kind, cancellationToken).Select(Read);

    /// <summary>All documents as <see cref="AllAsync"/> has them; one that cannot be read hides no other.</summary>
    public IAsyncEnumerable<ReadDocument<T>> StoredAsync(CancellationToken cancellationToken) => store.DocumentsAsync(kind, cancellationToken).Select(TryRead);

    public Task<IReadOnlyList<StoredHead>> HeadsAsync(string key, CancellationToken cancellationToken) => HeadsAsync([key], 0, int.MaxValue, cancellationToken);

    public Task<IReadOnlyList<StoredHead>> HeadsAsync(IReadOnlyCollection<string> keys, int offset, int limit, CancellationToken cancellationToken) =>
        store.ListAsync(kind, keys, offset, limit, cancellationToken);

    public Task<IReadOnlyList<T>> ListAsync(string key, CancellationToken cancellationToken) => ListAsync(key, 0, int.MaxValue, cancellationToken);

    public async Task<IReadOnlyList<T>> ListAsync(string key, int offset, int limit, CancellationToken cancellationToken) =>
        await OfHeadsAsync(await HeadsAsync([key], offset, limit, cancellationToken), cancellationToken);

    /// <summary>The documents of heads, in their order; those that went away in between are left out.</summary>
    public async Task<IReadOnlyList<T>> OfHeadsAsync(IReadOnlyCollection<StoredHead> heads, CancellationToken cancellationToken)
    {
        var byId = await GetAsync([.. heads.Select(h => h.Id)], cancellationToken);
        return [.. heads.Select(h => byId.GetValueOrDefault(h.Id)).OfType<T>()];
    }

    /// <summary>Heads of several lists as one, from a place on; see <see cref="ListWalk.OfAsync"/>.</summary>
    public IAsyncEnumerable<StoredHead> WalkAsync(IReadOnlyList<ListStretch> stretches, int atOnce, CancellationToken cancellationToken) =>
        ListWalk.OfAsync(store, kind, stretches, atOnce, cancellationToken);

    public async Task<long> CountAsync(string key, CancellationToken cancellationToken) =>
        (await store.CountAsync(kind, [key], cancellationToken)).GetValueOrDefault(key);

    public Task<IReadOnlyDictionary<string, long>> CountAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
        store.CountAsync(kind, keys, cancellationToken);

    /// <summary>Adds a document; false when its id or unique text is taken.</summary>
    public Task<bool> InsertAsync(T document, CancellationToken cancellationToken) => store.InsertAsync(Write(document, version: 0), cancellationToken);

    /// <summary>The document with this unique text, made when there is none.</summary>
    public async Task<(T Document, bool Made)> GetOrInsertAsync(string unique, Func<T> make, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await GetByUniqueAsync(unique, cancellationToken) is { } found)
                return (found, false);
            var made = make();
            if (await InsertAsync(made, cancellationToken))
                return (made, true);
        }
    }

    /// <summary>Changes a document atomically; null when there is none or when <paramref name="change"/> answers null, which leaves it as it is.</summary>
    public async Task<T?> ChangeAsync(string id, Func<T, T?> change, CancellationToken cancellationToken)
    {
        var refused = -1L;
        while (true)
        {
            if (await store.GetAsync(kind, [id], cancellationToken) is not [var found])
                return null;
            // Refused, and nobody was faster: the unique text belongs to another document.
            if (found.Version == refused)
                throw new StoreRefusalException(StoreRefusal.Taken, "The name is already in use. Choose another name.");
            var before = Read(found);
            if (change(before) is not { } after)
                return null;
            if (ReferenceEquals(before, after) || await store.ReplaceAsync(Write(after, found.Version), cancellationToken))
                return after;
            refused = found.Version;
        }
    }

    /// <summary>Puts every document into the lists that it belongs to now; what is in them already is not changed.</summary>
    public Task ListAgainAsync(CancellationToken cancellationToken) => Parallel.ForEachAsync(
        store.DocumentsAsync(
            kind,
            cancellationToken), new ParallelOptions { MaxDegreeOfParallelism = ListedAtOnce, CancellationToken = cancellationToken }, async (stored, one) =>
        {
            // When somebody was faster it is looked at again: he may have listed it.
            for (IReadOnlyList<StoredDocument> found = [stored]; found is [var current]; found = await store.GetAsync(kind, [stored.Id], one))
            {
                var document = Read(current);
                if (indexOf(document).IsOf(current) || await store.ReplaceAsync(Write(document, current.Version), one))
                    return;
            }
        });

    public Task DeleteAsync(string id, CancellationToken cancellationToken) => store.DeleteAsync(kind, id, cancellationToken);

    public Task DeleteBelowAsync(string order, CancellationToken cancellationToken) => store.DeleteBelowAsync(kind, order, cancellationToken);

    private ReadDocument<T> TryRead(StoredDocument stored)
    {
        try
        {
            var document = Read(stored);
            return new(stored.Id, stored.Body.Length, document, indexOf(document).IsOf(stored), null);
        }
        catch (Exception damage) when (damage is JsonException or InvalidDataException or NotSupportedException)
        {
            return new(stored.Id, stored.Body.Length, null, false, damage.Message);
        }
    }

    private T Read(StoredDocument stored) => JsonSerializer.Deserialize(stored.Body, json)
        ?? throw new InvalidDataException($"Document {stored.Id} of {kind} is empty.");

    private StoredDocument Write(T document, long version)
    {
        var index = indexOf(document);
        var stored = new StoredDocument(kind, index.Id, version, index.Unique, index.Keys, index.Order, index.Label,
            JsonSerializer.SerializeToUtf8Bytes(document, json))
        {
            Second = index.Second,
        };
        if (stored.Size > StoredDocument.Largest)
        {
            throw new StoreRefusalException(StoreRefusal.TooLarge,
                $"With this change the {kind} would take {stored.Size} bytes; it has room for {StoredDocument.Largest}. Keep what is large in a file, a log or a metric.");
        }
        return stored;
    }
}
