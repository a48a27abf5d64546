using System.Runtime.CompilerServices;

namespace MlDash.Server.Stores;

/// <summary>Goes through lists from a place on, a part of each at a time, so that whoever ends early has read little, however long the lists are.</summary>
internal static class ListWalk
{
    /// <summary>The most heads of a list that are read at once.</summary>
    public const int MostAtOnce = 500;

    private static readonly Comparer<StoredHead> _byPlace = Comparer<StoredHead>.Create((a, b) =>
        string.CompareOrdinal(b.Order, a.Order) is var order and not 0 ? order : string.CompareOrdinal(a.Id, b.Id));

    /// <summary>The heads of several lists as one, highest order first, then by id. A document is in one of the lists at most.</summary>
    /// <param name="store">The store.</param>
    /// <param name="kind">The kind of the documents.</param>
    /// <param name="stretches">The lists.</param>
    /// <param name="atOnce">How many heads of a list to read at once, best as many as are wanted.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    public static async IAsyncEnumerable<StoredHead> OfAsync(
        IMetadataStore store, string kind, IReadOnlyList<ListStretch> stretches, int atOnce, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        atOnce = Math.Clamp(atOnce, 1, MostAtOnce);
        var lists = stretches.Select(stretch => OfOneAsync(store, kind, stretch, atOnce, cancellationToken).GetAsyncEnumerator(cancellationToken)).ToList();
        try
        {
            var next = new PriorityQueue<IAsyncEnumerator<StoredHead>, StoredHead>(_byPlace);
            foreach (var list in lists)
            {
                if (await list.MoveNextAsync())
                    next.Enqueue(list, list.Current);
            }
            while (next.TryDequeue(out var list, out var head))
            {
                yield return head;
                if (await list.MoveNextAsync())
                    next.Enqueue(list, list.Current);
            }
        }
        finally
        {
            foreach (var list in lists)
                await list.DisposeAsync();
        }
    }

    private static async IAsyncEnumerable<StoredHead> OfOneAsync(
        IMetadataStore store, string kind, ListStretch stretch, int atOnce, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var page = await store.ListFromAsync(kind, stretch, atOnce, cancellationToken);
            foreach (var head in page)
                yield return head;
            if (page.Count < atOnce)
                yield break;
            stretch = stretch with { After = page[^1].Place };
            // Who reads on wants more.
            atOnce = Math.Min(atOnce * 2, MostAtOnce);
        }
    }
}
