using System.Collections;
using GraphQL.DataLoader;
using MlDash.Protocol;
using MlDash.Server.Documents;
using MlDash.Server.Stores;

namespace MlDash.Server.GraphQl;

/// <summary>
/// Bounds what one answer may hold, counted while it is put together: lists are as long as what was recorded, which no look at the query can tell.
/// Above the bound all work for the query ends, as it does when the client goes away.
/// </summary>
internal sealed class AnswerBudget(CancellationToken cancellationToken) : IDisposable
{
    /// <summary>The most values. An answer takes about a kilobyte of memory for each while it is put together.</summary>
    public const int MostValues = 250_000;

    /// <summary>The most bytes, about.</summary>
    public const long MostBytes = 64L << 20;

    private const int DocumentsAtOnce = 100;
    private readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    private long _values;
    private long _bytes;
    private long _loaded;

    /// <summary>Ends the work for the query.</summary>
    public CancellationToken Cancel => _end.Token;

    /// <summary>Whether more was asked for than one answer holds.</summary>
    public bool IsUsedUp => Volatile.Read(ref _values) > MostValues || Volatile.Read(ref _bytes) > MostBytes || Volatile.Read(ref _loaded) > MostBytes;

    /// <summary>Counts a value that goes into the answer; a list with all its elements.</summary>
    /// <exception cref="OperationCanceledException">The budget is used up.</exception>
    public object? Charge(object? value)
    {
        // What is loaded later is counted then.
        if (value is not IDataLoaderResult)
        {
            Interlocked.Add(ref _values, value is ICollection list ? 1 + list.Count : 1);
            Interlocked.Add(ref _bytes, SizeOf(value));
            EndIfUsedUp();
        }
        return value;
    }

    /// <summary>Heads to answer all of: one more than there may be values are read at most.</summary>
    public static Task<IReadOnlyList<StoredHead>> HeadsAsync<T>(Collection<T> collection, IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
        where T : class => collection.HeadsAsync(keys, 0, MostValues + 1, cancellationToken);

    /// <summary>Documents by id, a part of them at a time, so that those beyond the budget are never in memory.</summary>
    /// <exception cref="OperationCanceledException">The budget is used up.</exception>
    public async Task<IReadOnlyDictionary<string, T>> LoadAsync<T>(
        Collection<T> collection, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
        where T : class
    {
        if (ids.Count > MostValues)
            Interlocked.Add(ref _values, ids.Count);
        var all = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var some in ids.Chunk(DocumentsAtOnce))
        {
            EndIfUsedUp();
            foreach (var (id, document) in await collection.GetAsync(some, cancellationToken))
            {
                all[id] = document;
                Interlocked.Add(ref _loaded, SizeOf(document));
            }
        }
        EndIfUsedUp();
        return all;
    }

    /// <summary>The documents of heads, in their order, loaded as <see cref="LoadAsync"/> does.</summary>
    /// <exception cref="OperationCanceledException">The budget is used up.</exception>
    public async Task<IReadOnlyList<T>> OfHeadsAsync<T>(Collection<T> collection, IReadOnlyCollection<StoredHead> heads, CancellationToken cancellationToken)
        where T : class
    {
        var byId = await LoadAsync(collection, [.. heads.Select(h => h.Id)], cancellationToken);
        return [.. heads.Select(h => byId.GetValueOrDefault(h.Id)).OfType<T>()];
    }

    public void Dispose() => _end.Dispose();

    private void EndIfUsedUp()
    {
        if (IsUsedUp)
            _end.Cancel();
        _end.Token.ThrowIfCancellationRequested();
    }

    private static long SizeOf(object? value) => value switch
    {
        string text => text.Length,
        RawJson json => json.Bytes.Length,
        IEnumerable<string> texts => texts.Sum(t => (long)t.Length),
        NodeDocument node => (node.Metadata?.Bytes.Length ?? 0) + (node.Description?.Length ?? 0) + SizeOf(node.Tags),
        ParametersDocument parameters => parameters.Data.Bytes.Length,
        _ => 0,
    };
}
