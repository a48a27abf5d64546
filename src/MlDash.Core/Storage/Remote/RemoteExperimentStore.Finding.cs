using System.Collections.Specialized;
using System.Runtime.CompilerServices;
using MlDash.Client;
using MlDash.Experiments;
using MlDash.Protocol;

namespace MlDash.Storage.Remote;

/// <content>Finding experiments.</content>
public sealed partial class RemoteExperimentStore
{
    private const int ExperimentsAPage = 200;

    /// <summary>Whether the server sorts and filters; until it has answered, it is asked as if it did.</summary>
    private volatile bool _sorts = true;

    /// <inheritdoc />
    public async IAsyncEnumerable<ExperimentRecord> FindAsync(ExperimentQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (query.First <= 0)
            yield break;
        if (query.WholePath is { } exact)
        {
            // The whole path of one: asked for by itself.
            if (await FindOnServerAsync(exact, cancellationToken).ConfigureAwait(false) is { } one && Meant(one, query) is { } hit)
            {
                yield return hit;
                yield break;
            }
        }

        if (query.Order == ExperimentOrder.Path)
        {
            await foreach (var record in FindAnyAsync(query, cancellationToken).ConfigureAwait(false))
                yield return record;
            yield break;
        }

        if (_sorts && await FirstNewestAsync(query, cancellationToken).ConfigureAwait(false) is { } page)
        {
            await foreach (var record in FindNewestAsync(query, page, cancellationToken).ConfigureAwait(false))
                yield return record;
            yield break;
        }

        // A server that does not sort is asked for all of them.
        var all = new List<ExperimentRecord>();
        await foreach (var record in FindAnyAsync(query with { First = null }, cancellationToken).ConfigureAwait(false))
            all.Add(record);
        foreach (var record in query.Arrange(all))
            yield return record;
    }

    private async IAsyncEnumerable<ExperimentRecord> FindAnyAsync(ExperimentQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var left = query.First ?? int.MaxValue;
        // Where the server alone decides, no more is fetched than was asked for.
        var decidesAlone = query is
        {
            Projects: [], Prefixes: [], Excluded: [], Names: [], Tags: [], Bindrs: [], Statuses: [], Since: null, Until: null, HidesArchived: false,
        };
        for (var offset = 0; ;)
        {
            var variables = new OrderedDictionary
            {
                [QueryVariables.Pattern] = ServerFilters.PatternBelow(query.Under),
                [QueryVariables.Limit] = decidesAlone ? Math.Clamp(left, 1, ExperimentsAPage) : ExperimentsAPage,
                [QueryVariables.Offset] = offset,
            };
            var page = (await AskAsync(ServerQueries.Search, variables, cancellationToken).ConfigureAwait(false)).Map(QueryFields.SearchExperimentsPaginated);
            // An experiment that changes while pages are turned moves to the front and pushes others into the next page.
            var (count, experiments, more) = PageOf(page, WireMembers.Experiments, WireMembers.Id, seen);
            foreach (var experiment in experiments)
            {
                if (Meant(experiment, query) is not { } record)
                    continue;
                yield return record;
                if (--left == 0)
                    yield break;
            }

            offset += count;
            if (!more)
                yield break;
        }
    }

    /// <summary>The first page by latest start; null when the server cannot sort.</summary>
    private async Task<Answer?> FirstNewestAsync(ExperimentQuery query, CancellationToken cancellationToken)
    {
        try
        {
            return await NewestAsync(query, query.First ?? int.MaxValue, null, cancellationToken).ConfigureAwait(false);
        }
        catch (NetworkException refused) when (refused.ErrorId == "QueryRefused")
        {
            // It may be refused for another reason: the older query, which follows, tells.
            _sorts = false;
            return null;
        }
    }

    private async IAsyncEnumerable<ExperimentRecord> FindNewestAsync(
        ExperimentQuery query, Answer page, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var left = query.First ?? int.MaxValue; ;)
        {
            var (_, experiments, more) = PageOf(page, WireMembers.Experiments, WireMembers.Id, seen);
            foreach (var experiment in experiments)
            {
                if (Meant(experiment, query) is not { } record)
                    continue;
                yield return record;
                if (--left == 0)
                    yield break;
            }

            if (!more)
                yield break;
            page = await NewestAsync(query, left, page.Text(WireMembers.EndCursor), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<Answer> NewestAsync(ExperimentQuery query, int wanted, string? after, CancellationToken cancellationToken)
    {
        var filters = ServerFilters.Of(query);
        var variables = new OrderedDictionary
        {
            [QueryVariables.Pattern] = filters.Pattern,
            [QueryVariables.After] = after,
            [QueryVariables.Statuses] = filters.Statuses,
            [QueryVariables.Projects] = filters.Projects,
            [QueryVariables.Names] = filters.Names,
            [QueryVariables.Tags] = filters.Tags,
            // Where the server alone decides, no more is fetched than was asked for.
            [QueryVariables.Limit] = filters.IsWhole ? Math.Clamp(wanted, 1, ExperimentsAPage) : ExperimentsAPage,
        };
        return (await AskAsync(ServerQueries.SearchNewest, variables, cancellationToken).ConfigureAwait(false)).Map(QueryFields.SearchExperimentsPaginated);
    }

    /// <summary>An experiment of an answer that the query means; null for another, and for one that cannot be read.</summary>
    private ExperimentRecord? Meant(Answer experiment, ExperimentQuery query) =>
        ToRecord(experiment, query) is { } record && query.Matches(record) ? record : null;
}
