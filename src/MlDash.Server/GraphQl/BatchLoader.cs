using GraphQL.DataLoader;

namespace MlDash.Server.GraphQl;

/// <summary>Collects keys while a level of the query is resolved and loads them in one go. Lives for one request.</summary>
internal sealed class BatchLoader<TValue>(
    Func<IReadOnlyCollection<string>, CancellationToken, Task<IReadOnlyDictionary<string, TValue>>> load, AnswerBudget budget)
{
    private readonly object _gate = new();
    private Batch _waiting = new();

    /// <summary>Asks for one key; what is not found is <c>default</c>.</summary>
    public IDataLoaderResult Load(string key, Func<TValue?, object?> select)
    {
        lock (_gate)
        {
            _waiting.Keys.Add(key);
            return new Pending(this, _waiting, key, select);
        }
    }

    private Task<IReadOnlyDictionary<string, TValue>> Run(Batch batch, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (ReferenceEquals(batch, _waiting))
                _waiting = new Batch();
            return batch.Loading ??= load(batch.Keys, cancellationToken);
        }
    }

    private object? Charge(object? value) => budget.Charge(value);

    private sealed class Batch
    {
        public HashSet<string> Keys { get; } = new(StringComparer.Ordinal);

        public Task<IReadOnlyDictionary<string, TValue>>? Loading { get; set; }
    }

    private sealed class Pending(BatchLoader<TValue> loader, Batch batch, string key, Func<TValue?, object?> select) : IDataLoaderResult
    {
        public async Task<object?> GetResultAsync(CancellationToken cancellationToken = default) =>
            loader.Charge(select((await loader.Run(batch, cancellationToken)).GetValueOrDefault(key)));
    }
}
