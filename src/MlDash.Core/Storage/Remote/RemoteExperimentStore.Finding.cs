using System.Collections.Specialized;
using System.Runtime.CompilerServices;
using MlDash.Client;
using MlDash.Experiments;
using MlDash.Protocol;
using MlDash.Text;
namespace MlDash.Storage.Remote;

/// <content>Finding experiments.</content>
public sealed partial class RemoteExperimentStore
{
    private const int ExperimentsAPage = 200;

    /// <summary>What a server can be asked for; nothing else has a status that is stored.</summary>
    private static readonly ExperimentStatus[] _storedStatuses =
        [ExperimentStatus.Running, ExperimentStatus.Completed, ExperimentStatus.Failed, ExperimentStatus.Cancelled, ExperimentStatus.Archived];

    /// <summary>Whether the server sorts and filters; until it has answered, it is asked as if it did.</summary>
    private volatile bool _sorts = true;

    /// <inheritdoc />
    public async IAsyncEnumerable<ExperimentRecord> FindAsync(ExperimentQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (query.First <= 0)
            yield break;
        if (query.Prefixes is [var only] && !Wildcard.IsPattern(only.Pattern) && ExperimentPath.Recorded(only.Pattern) is { Segments.Length: >= 3 } exact)
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
        var decidesAlone = query is { Projects: [], Prefixes: [], Names: [], Tags: [], Bindrs: [], Statuses: [], HidesArchived: false };
        for (var offset = 0; ;)
        {
            var variables = new OrderedDictionary
            {
                [QueryVariables.Pattern] = PatternBelow(query.Under),
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
            page = await NewestAsync(query, left, page.Text(QueryFields.EndCursor), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<Answer> NewestAsync(ExperimentQuery query, int wanted, string? after, CancellationToken cancellationToken)
    {
        var isSure = query is { Prefixes: [], Bindrs: [] } && (!query.HidesArchived || query.HidesAllArchived || query.Statuses.Length > 0);
        var variables = new OrderedDictionary { [QueryVariables.Pattern] = PatternBelow(query.Under), [QueryVariables.After] = after };
        var statuses = query.HidesAllArchived ? [.. _storedStatuses.Where(status => status != ExperimentStatus.Archived)] : query.Statuses;
        isSure &= Give(variables, QueryVariables.Statuses, statuses, _storedStatuses.Contains, status => status.ToWire());
        isSure &= Give(variables, QueryVariables.Projects, query.Projects, IsGlob, pattern => pattern.Pattern);
        isSure &= Give(variables, QueryVariables.Names, query.Names, IsGlob, pattern => pattern.Pattern);
        // Every tag must be there, so those that the server understands may be given without the others.
        var literal = query.Tags.Where(tag => !Wildcard.IsPattern(tag.Pattern)).ToArray();
        isSure &= Give(variables, QueryVariables.Tags, literal, _ => true, tag => tag.Pattern) && literal.Length == query.Tags.Length;
        // Where the server alone decides, no more is fetched than was asked for.
        variables[QueryVariables.Limit] = isSure ? Math.Clamp(wanted, 1, ExperimentsAPage) : ExperimentsAPage;
        return (await AskAsync(ServerQueries.SearchNewest, variables, cancellationToken).ConfigureAwait(false)).Map(QueryFields.SearchExperimentsPaginated);
    }

    /// <summary>An experiment of an answer that the query means; null for another, and for one that cannot be read.</summary>
    private ExperimentRecord? Meant(Answer experiment, ExperimentQuery query) =>
        ToRecord(experiment, query) is { } record && query.Matches(record) ? record : null;

    /// <summary>Gives the server a filter of which one must hold, if it understands all of it.</summary>
    /// <returns>Whether it was given, or there is none.</returns>
    private static bool Give<T>(OrderedDictionary variables, string name, T[] filter, Func<T, bool> isUnderstood, Func<T, string> text)
    {
        var isGiven = filter.All(isUnderstood);
        variables[name] = isGiven && filter.Length > 0 ? filter.Select(text).ToArray() : null;
        return isGiven;
    }

    /// <summary>Whether a pattern means the same to a server: it has other brackets, and no escape.</summary>
    private static bool IsGlob(Wildcard pattern) => pattern.Pattern.AsSpan().IndexOfAny("[]`") < 0;

    /// <summary>The server's pattern for what lies below a path; it cuts a pattern at its first two slashes into namespace, project and the rest.</summary>
    private static string PatternBelow(ExperimentPath? under)
    {
        // Of the characters with a meaning of their own, only the bracket may stand in a path.
        var literal = under?.Value.Replace("[", "[[]", StringComparison.Ordinal);
        return under?.Segments.Length switch { null => "*/*/*", 1 => $"{literal}/*/*", _ => $"{literal}/*" };
    }
}
