using System.Runtime.CompilerServices;
using MlDash.Server.Documents;
using MlDash.Server.Nodes;
using MlDash.Server.Stores;

namespace MlDash.Server.Search;

/// <summary>Finds experiments page by page: what comes behind a page is not read, nor what comes before one that begins at a place.</summary>
internal sealed class ExperimentListing(StoreCollections stores, ExperimentSigns signs)
{
    private const int LoadedAtOnce = 100;

    /// <summary>The heads of a page, and whether there are more behind it.</summary>
    public async Task<(IReadOnlyList<StoredHead> Heads, bool HasMore)> PageAsync(
        ExperimentSelection query, int offset, int limit, CancellationToken cancellationToken)
    {
        // The store skips better than a walk.
        var heads = query is { TakesAll: true, ByStart: false, After: null } && query.Keys is [var key]
            ? await stores.Nodes.HeadsAsync([key], offset, limit + 1, cancellationToken)
            : await WalkAsync(query, (int)Math.Min((long)offset + limit + 1, ListWalk.MostAtOnce), cancellationToken)
                .Skip(offset)
                .Take(limit + 1)
                .ToListAsync(cancellationToken);
        return heads.Count > limit ? ([.. heads.Take(limit)], true) : (heads, false);
    }

    /// <summary>How many there are on all pages.</summary>
    public async Task<int> CountAsync(ExperimentSelection query, CancellationToken cancellationToken) => query.TakesAll
        ? (int)(await stores.Nodes.CountAsync(query.Keys, cancellationToken)).Values.Sum()
        : await WalkAsync(query with { After = null }, ListWalk.MostAtOnce, cancellationToken).CountAsync(cancellationToken);

    /// <summary>The heads of all of them, one after the other.</summary>
    /// <param name="query">Which, and in what order.</param>
    /// <param name="atOnce">How many heads of a list to read at once, best as many as are wanted.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    public async IAsyncEnumerable<StoredHead> WalkAsync(ExperimentSelection query, int atOnce, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var heads = stores.Nodes.WalkAsync(query.Stretches, atOnce, cancellationToken).Where(head => query.Takes(head));
        if (!query.NeedsDocuments)
        {
            await foreach (var head in heads)
                yield return head;
            yield break;
        }
        await foreach (var some in heads.Chunk(LoadedAtOnce))
        {
            var found = await stores.Nodes.OfHeadsAsync(some, cancellationToken);
            var experiments = query.JudgesSilence ? await signs.SeenAsync(found, cancellationToken) : found;
            var taken = experiments.Where(query.Takes).Select(experiment => experiment.Id).ToHashSet(StringComparer.Ordinal);
            foreach (var head in some.Where(head => taken.Contains(head.Id)))
                yield return head;
        }
    }
}
