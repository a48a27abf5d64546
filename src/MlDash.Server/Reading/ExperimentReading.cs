using System.Collections.Concurrent;
using System.Collections.Specialized;
using System.Runtime.CompilerServices;
using MlDash.Client;
using MlDash.Experiments;
using MlDash.Json;
using MlDash.Server.Documents;
using MlDash.Server.Identity;
using MlDash.Server.Nodes;
using MlDash.Server.Search;
using MlDash.Server.Stores;

namespace MlDash.Server.Reading;

/// <summary>Experiments and their parameters, for a user.</summary>
internal sealed class ExperimentReading(StoreCollections stores, NodeAccess nodes, ExperimentSigns signs, ExperimentScopes scopes, ExperimentListing listing)
{
    private const int LoadedAtOnce = 100;

    /// <summary>
    /// The experiments that a query means and the user may see, the one started last in front. Paths have no order in the stores, so a query for theirs gets
    /// this one, too: what is recorded to keeps its place in it, so that nothing is missed.
    /// </summary>
    public async IAsyncEnumerable<ExperimentRecord> FindAsync(
        ExperimentQuery query, Caller caller, ConcurrentQueue<string> warnings, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (query.First <= 0)
            yield break;
        if (query.WholePath is { } whole && await GetAsync(whole, caller, cancellationToken) is { } one && query.Matches(one))
        {
            yield return one;
            yield break;
        }
        var filters = ServerFilters.Of(query);
        var selection = await scopes.NarrowAsync(SelectionOf(filters), filters.Pattern, filters.Projects ?? [], caller, cancellationToken);
        await foreach (var record in ReadAsync(selection, query, warnings, cancellationToken))
            yield return record;
    }

    /// <summary>All experiments of a project or namespace, whoever may see them: the caller has checked that.</summary>
    /// <param name="scope">Its id.</param>
    /// <param name="warnings">Gets what is skipped.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public IAsyncEnumerable<ExperimentRecord> InScopeAsync(string scope, ConcurrentQueue<string> warnings, CancellationToken cancellationToken) =>
        ReadAsync(SelectionOf(ServerFilters.Of(new())) with { Scopes = [scope] }, new(), warnings, cancellationToken);

    private async IAsyncEnumerable<ExperimentRecord> ReadAsync(
        ExperimentSelection selection, ExperimentQuery query, ConcurrentQueue<string> warnings, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var left = query.First ?? int.MaxValue;
        await foreach (var heads in listing.WalkAsync(selection, left, cancellationToken).Chunk(Math.Min(left, LoadedAtOnce)))
        {
            foreach (var record in await LoadAsync(heads, query, warnings, cancellationToken))
            {
                yield return record;
                if (--left == 0)
                    yield break;
            }
        }
    }

    /// <summary>One experiment; null when there is none of this path that the user may see.</summary>
    public async Task<ExperimentRecord?> GetAsync(ExperimentPath path, Caller caller, CancellationToken cancellationToken) =>
        await FindNodeAsync(path, caller, cancellationToken) is var (project, node)
            ? RecordShapes.ToRecord(await signs.SeenAsync(node, cancellationToken), project) with { Path = path }
            : null;

    /// <summary>The id that the data of an experiment is found by.</summary>
    /// <exception cref="ExperimentException"><c>ExperimentNotFound</c>: it is not there, or the user may not see it.</exception>
    public async Task<string> IdAsync(ExperimentPath path, Caller caller, CancellationToken cancellationToken) =>
        await FindNodeAsync(path, caller, cancellationToken) is var (_, node) ? node.ExperimentId! : throw ExperimentErrors.NotFound(path);

    /// <summary>All parameters, flat; empty when none were set.</summary>
    public async Task<OrderedDictionary> ParametersAsync(string experimentId, CancellationToken cancellationToken) =>
        RecordShapes.MapOf((await stores.Parameters.GetAsync(experimentId, cancellationToken))?.Data) ?? JsonValues.NewMap();

    private static ExperimentSelection SelectionOf(ServerFilters filters) => new()
    {
        Scopes = [],
        Names = [.. (filters.Names ?? []).Select(name => Glob.ForNames(name, ignoreCase: true))],
        Statuses = filters.Statuses ?? [],
        Tags = filters.Tags ?? [],
        ByStart = true,
    };

    /// <summary>The node of an experiment with its project; null when there is none of this path that the user may see.</summary>
    public async Task<(ProjectDocument Project, NodeDocument Node)?> FindNodeAsync(ExperimentPath path, Caller caller, CancellationToken cancellationToken)
    {
        var place = RemotePath.Whole(path, caller.Username);
        return await nodes.FindProjectAsync(place.Namespace, place.Project, caller, cancellationToken) is { } project
            && await nodes.FindExperimentAsync(project, place.Inner, cancellationToken) is { } node ? (project, node) : null;
    }

    private async Task<IReadOnlyList<ExperimentRecord>> LoadAsync(
        IReadOnlyCollection<StoredHead> heads, ExperimentQuery query, ConcurrentQueue<string> warnings, CancellationToken cancellationToken)
    {
        var found = await signs.SeenAsync(await stores.Nodes.OfHeadsAsync(heads, cancellationToken), cancellationToken);
        var projects = await stores.Projects.GetAsync([.. found.Select(node => node.ProjectId).Distinct(StringComparer.Ordinal)], cancellationToken);
        var records = new List<ExperimentRecord>(found.Count);
        foreach (var node in found)
        {
            // What was deleted since the walk saw it is left out.
            if (node is { DeletedAt: null, Run: not null } && projects.GetValueOrDefault(node.ProjectId) is { DeletedAt: null } project
                && ReadOrWarn(node, project, query, warnings) is { } record && query.Matches(record))
            {
                records.Add(record);
            }
        }
        return records;
    }

    private static ExperimentRecord? ReadOrWarn(NodeDocument node, ProjectDocument project, ExperimentQuery query, ConcurrentQueue<string> warnings)
    {
        try
        {
            return RecordShapes.ToRecord(node, project);
        }
        catch (ExperimentException fault)
        {
            // Its name was given when fewer rules held.
            if (query.MayMean(RecordShapes.PlaceOf(node, project).ToString()))
                warnings.Enqueue($"An experiment on the server is skipped: {fault.Message}");
            return null;
        }
    }
}
