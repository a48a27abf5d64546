using GraphQL;
using MlDash.Server.Documents;
using MlDash.Server.Identity;
using MlDash.Server.Stores;

namespace MlDash.Server.GraphQl;

/// <summary>Who asks, and what is loaded together for this one request.</summary>
internal sealed class GraphQlRequest : Dictionary<string, object?>
{
    public GraphQlRequest(Caller caller, StoreCollections stores, IMetadataStore store, AnswerBudget budget)
    {
        Caller = caller;
        Budget = budget;
        Projects = new(stores.Projects.GetAsync, budget);
        Namespaces = new(stores.Namespaces.GetAsync, budget);
        Parameters = new((ids, cancellationToken) => budget.LoadAsync(stores.Parameters, ids, cancellationToken), budget);
        Ends = new(store.EndsAsync, budget);
        ExperimentCounts = new(stores.Nodes.CountAsync, budget);
        TrackCounts = new(stores.Tracks.CountAsync, budget);
        MetricHeads = new(async (keys, cancellationToken) => Group(await AnswerBudget.HeadsAsync(stores.Metrics, keys, cancellationToken)), budget);
        FileHeads = new(async (keys, cancellationToken) => Group(await AnswerBudget.HeadsAsync(stores.Nodes, keys, cancellationToken)), budget);
        Nodes = new(async (keys, cancellationToken) =>
        {
            var heads = await AnswerBudget.HeadsAsync(stores.Nodes, keys, cancellationToken);
            var byId = await budget.LoadAsync(stores.Nodes, [.. heads.Select(h => h.Id)], cancellationToken);
            return Group(heads).ToDictionary(
                g => g.Key, g => (IReadOnlyList<NodeDocument>)[.. g.Value.Select(h => byId.GetValueOrDefault(h.Id)).OfType<NodeDocument>()]);
        }, budget);
    }

    public Caller Caller { get; }

    /// <summary>What the answer may still hold.</summary>
    public AnswerBudget Budget { get; }

    public BatchLoader<ProjectDocument> Projects { get; }

    public BatchLoader<NamespaceDocument> Namespaces { get; }

    public BatchLoader<ParametersDocument> Parameters { get; }

    /// <summary>Ends of streams, by stream.</summary>
    public BatchLoader<StreamEnd> Ends { get; }

    public BatchLoader<long> ExperimentCounts { get; }

    public BatchLoader<long> TrackCounts { get; }

    /// <summary>Metrics by experiment: ids and names only.</summary>
    public BatchLoader<IReadOnlyList<StoredHead>> MetricHeads { get; }

    /// <summary>Files by key: ids and paths only.</summary>
    public BatchLoader<IReadOnlyList<StoredHead>> FileHeads { get; }

    /// <summary>Whole nodes by key.</summary>
    public BatchLoader<IReadOnlyList<NodeDocument>> Nodes { get; }

    public static GraphQlRequest Of(IResolveFieldContext context) => (GraphQlRequest)context.UserContext;

    private static Dictionary<string, IReadOnlyList<StoredHead>> Group(IReadOnlyList<StoredHead> heads) =>
        heads.GroupBy(h => h.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => (IReadOnlyList<StoredHead>)[.. g], StringComparer.Ordinal);
}
