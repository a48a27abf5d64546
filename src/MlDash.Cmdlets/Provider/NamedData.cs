namespace MlDash.Cmdlets.Provider;

/// <summary>The data of one kind that an experiment has, each thing under a name with folders in it; listed once, when first asked for.</summary>
/// <param name="list">Lists them.</param>
/// <param name="namesOf">The name of one, cut at its slashes.</param>
/// <param name="read">The content of one; null: it is no sequence of objects.</param>
internal sealed class NamedData<T>(
    Func<CancellationToken, IAsyncEnumerable<T>> list, Func<T, string[]> namesOf, Func<T, CancellationToken, IAsyncEnumerable<object>>? read)
    where T : class
{
    private List<(string[] Names, T Item)>? _all;

    /// <summary>How one is shown; the thing itself unless told otherwise.</summary>
    public Func<T, object> Show { get; init; } = item => item;

    /// <summary>The content of one.</summary>
    public IAsyncEnumerable<object>? ReadAsync(T item, CancellationToken cancellationToken) => read?.Invoke(item, cancellationToken);

    /// <summary>The things below a folder, in their order.</summary>
    public async Task<List<(string[] Names, T Item)>> BelowAsync(string[] folder, StringComparer names, CancellationToken cancellationToken) =>
        (await AllAsync(cancellationToken).ConfigureAwait(false)).FindAll(
            thing => thing.Names.Length > folder.Length && thing.Names.Take(folder.Length).SequenceEqual(folder, names));

    /// <summary>The thing of a name; an exact match goes before one that differs in case.</summary>
    public async Task<(string[] Names, T Item)?> FindAsync(string[] name, StringComparer names, CancellationToken cancellationToken)
    {
        var same = (await AllAsync(cancellationToken).ConfigureAwait(false)).FindAll(thing => thing.Names.SequenceEqual(name, names));
        return same.Count == 0 ? null : same.Find(thing => thing.Names.SequenceEqual(name)) is { Item: not null } exact ? exact : same[0];
    }

    private async Task<List<(string[] Names, T Item)>> AllAsync(CancellationToken cancellationToken)
    {
        if (_all is { } known)
            return known;
        List<(string[] Names, T Item)> all = [];
        await foreach (var item in list(cancellationToken).ConfigureAwait(false))
            all.Add((namesOf(item), item));
        return _all = all;
    }
}
