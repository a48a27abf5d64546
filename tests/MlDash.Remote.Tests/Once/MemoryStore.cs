using System.Runtime.CompilerServices;
using MlDash.Server.Stores;

namespace MlDash.Remote.Tests;

/// <summary>
/// A stand-in for the metadata store of the server: everything in memory, so that ten thousand servers' lives take seconds, and a backup is a copy. It keeps
/// what <see cref="IMetadataStore"/> promises; trimming, which the short lives here never come to, does nothing.
/// </summary>
internal sealed class MemoryStore : IMetadataStore
{
    private readonly Lock _gate = new();
    private State _state = new();

    public string Name => "memory";

    /// <summary>A backup.</summary>
    public object Copy()
    {
        lock (_gate)
            return _state.Copy();
    }

    /// <summary>Brings back a backup, which stays as it is.</summary>
    public void Restore(object copy)
    {
        lock (_gate)
            _state = ((State)copy).Copy();
    }

    public Task<IReadOnlyList<StoredDocument>> GetAsync(string kind, IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        Do<IReadOnlyList<StoredDocument>>(state => [.. ids.Distinct().Select(id => state.Documents.GetValueOrDefault((kind, id))).OfType<StoredDocument>()]);

    public Task<StoredDocument?> GetByUniqueAsync(string kind, string unique, CancellationToken cancellationToken) => Do(state => Holder(state, kind, unique));

    public Task<IReadOnlyList<StoredHead>> ListAsync(
        string kind, IReadOnlyCollection<string> keys, int offset, int limit, CancellationToken cancellationToken) =>
        Do<IReadOnlyList<StoredHead>>(state =>
        [
            .. state.Documents.Values.Where(document => document.Kind == kind)
                .SelectMany(document => document.Keys.Where(keys.Contains).Select(key => new StoredHead(document.Id, key, document.Order, document.Label)))
                .OrderByDescending(head => head.Order, StringComparer.Ordinal).ThenBy(head => head.Id, StringComparer.Ordinal).Skip(offset).Take(limit),
        ]);

    public Task<IReadOnlyList<StoredHead>> ListFromAsync(string kind, ListStretch stretch, int limit, CancellationToken cancellationToken) =>
        Do<IReadOnlyList<StoredHead>>(state =>
    [
        .. state.Documents.Values.Where(document => document.Kind == kind)
            .Select(document => (Document: document, Lists: stretch.IsSecond ? document.Second : new SecondLists(document.Keys, document.Order)))
            .Where(listed => listed.Lists?.Keys.Contains(stretch.Key) == true)
            .Select(listed => new StoredHead(listed.Document.Id, stretch.Key, listed.Lists!.Order, listed.Document.Label))
            .Where(head => stretch.Lowest is null || string.CompareOrdinal(head.Order, stretch.Lowest) >= 0)
            .Where(head => stretch.After is not { } after || string.CompareOrdinal(head.Order, after.Order) < 0
                || (head.Order == after.Order && string.CompareOrdinal(head.Id, after.Id) > 0))
            .OrderByDescending(head => head.Order, StringComparer.Ordinal).ThenBy(head => head.Id, StringComparer.Ordinal).Take(limit),
    ]);

    public Task<IReadOnlyDictionary<string, long>> CountAsync(string kind, IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
        Do<IReadOnlyDictionary<string, long>>(state => state.Documents.Values.Where(document => document.Kind == kind)
            .SelectMany(document => document.Keys.Where(keys.Contains)).GroupBy(key => key).ToDictionary(group => group.Key, group => (long)group.Count()));

    public Task<bool> InsertAsync(StoredDocument document, CancellationToken cancellationToken) =>
        RestoreAsync(document with { Version = 1 }, cancellationToken);

    public Task<bool> RestoreAsync(StoredDocument document, CancellationToken cancellationToken) => Do(state =>
        (document.Unique is null || Holder(state, document.Kind, document.Unique) is null) && state.Documents.TryAdd((document.Kind, document.Id), document));

    public Task<bool> ReplaceAsync(StoredDocument document, CancellationToken cancellationToken) => Do(state =>
    {
        if (!state.Documents.TryGetValue((document.Kind, document.Id), out var found) || found.Version != document.Version)
            return false;
        if (document.Unique is not null && Holder(state, document.Kind, document.Unique) is { } holder && holder.Id != document.Id)
            return false;
        state.Documents[(document.Kind, document.Id)] = document with { Version = document.Version + 1 };
        return true;
    });

    public Task DeleteAsync(string kind, string id, CancellationToken cancellationToken) => Do(state => state.Documents.Remove((kind, id)));

    public Task DeleteBelowAsync(string kind, string order, CancellationToken cancellationToken) => Do(state =>
    {
        foreach (var document in state.Documents.Values.Where(document => document.Kind == kind && string.CompareOrdinal(document.Order, order) < 0).ToList())
            state.Documents.Remove((kind, document.Id));
        return true;
    });

    public Task<long> AppendAsync(string stream, NewBatch batch, CancellationToken cancellationToken) => Do(state =>
    {
        if (!state.Streams.TryGetValue(stream, out var batches))
            state.Streams[stream] = batches = [];
        if (batch.Token is not null && batches.Find(before => before.Token == batch.Token) is { } repeated)
            return repeated.Start;
        var start = batches is [.., var last] ? last.Start + last.Count : 0;
        batches.Add(new StoredBatch(start, batch.Count, batch.At, batch.Lines, batch.Token));
        return start;
    });

    public async IAsyncEnumerable<StoredBatch> ReadAsync(string stream, long from, long to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var batch in await Do(
            state => state.Streams.GetValueOrDefault(stream, []).Where(batch => batch.Start < to && batch.Start + batch.Count > from).ToList()))
            yield return batch;
    }

    public Task<IReadOnlyDictionary<string, StreamEnd>> EndsAsync(IReadOnlyCollection<string> streams, CancellationToken cancellationToken) =>
        Do<IReadOnlyDictionary<string, StreamEnd>>(state => streams.Distinct().Where(stream => state.Streams.GetValueOrDefault(stream) is { Count: > 0 })
            .ToDictionary(stream => stream, stream => state.Streams[stream][^1] is var last ? new StreamEnd(last.Start + last.Count, last.At) : null!));

    public Task TrimAsync(string stream, long from, long before, string since, CancellationToken cancellationToken) => Task.CompletedTask;

    public async IAsyncEnumerable<StoredBatch> TrimmedAsync(string stream, long from, long to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield break;
    }

    public Task ForgetTrimmedAsync(string since, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task DeleteStreamAsync(string stream, CancellationToken cancellationToken) => Do(state => state.Streams.Remove(stream));

    public async IAsyncEnumerable<StoredDocument> DocumentsAsync(string kind, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var document in await Do(
            state => state.Documents.Values.Where(document => document.Kind == kind).OrderBy(document => document.Id, StringComparer.Ordinal).ToList()))
            yield return document;
    }

    public async IAsyncEnumerable<string> StreamsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var stream in await Do(state => state.Streams.Keys.ToList()))
            yield return stream;
    }

    public Task RestoreAsync(string stream, StoredBatch batch, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Nothing is migrated here.");

    public Task CheckAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static StoredDocument? Holder(State state, string kind, string unique) =>
        state.Documents.Values.FirstOrDefault(document => document.Kind == kind && document.Unique == unique);

    private Task<T> Do<T>(Func<State, T> change)
    {
        lock (_gate)
            return Task.FromResult(change(_state));
    }

    private sealed class State
    {
        public Dictionary<(string Kind, string Id), StoredDocument> Documents { get; init; } = [];

        public Dictionary<string, List<StoredBatch>> Streams { get; init; } = [];

        public State Copy() => new() { Documents = new(Documents), Streams = Streams.ToDictionary(pair => pair.Key, pair => pair.Value.ToList()) };
    }
}
