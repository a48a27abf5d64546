namespace MlDash.Server.Migration;

/// <summary>Walks two lists side by side that are both in ordinal order of a key.</summary>
internal static class Pairs
{
    /// <summary>Each key once, with what the one and the other list has under it.</summary>
    /// <exception cref="InvalidDataException">A list is not in order.</exception>
    public static async IAsyncEnumerable<(T? Source, T? Target)> OfAsync<T>(IAsyncEnumerable<T> source, IAsyncEnumerable<T> target, Func<T, string> keyOf)
        where T : class
    {
        await using var left = source.GetAsyncEnumerator();
        await using var right = target.GetAsyncEnumerator();
        var (ours, theirs) = (await NextAsync(left, null, keyOf), await NextAsync(right, null, keyOf));
        while (ours is not null || theirs is not null)
        {
            var order = ours is null ? 1 : theirs is null ? -1 : string.CompareOrdinal(keyOf(ours), keyOf(theirs));
            yield return (order <= 0 ? ours : null, order >= 0 ? theirs : null);
            if (order <= 0)
                ours = await NextAsync(left, ours, keyOf);
            if (order >= 0)
                theirs = await NextAsync(right, theirs, keyOf);
        }
    }

    private static async Task<T?> NextAsync<T>(IAsyncEnumerator<T> list, T? before, Func<T, string> keyOf)
        where T : class
    {
        if (!await list.MoveNextAsync())
            return null;
        if (before is not null && string.CompareOrdinal(keyOf(before), keyOf(list.Current)) >= 0)
            throw new InvalidDataException($"A store lists '{keyOf(list.Current)}' behind '{keyOf(before)}': that is no ordinal order.");
        return list.Current;
    }
}
