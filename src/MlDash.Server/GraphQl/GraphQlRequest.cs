using GraphQL;
using MlDash.Server.Identity;
using MlDash.Server.Nodes;
using MlDash.Server.Parameters;
using MlDash.Server.Stores;

namespace MlDash.Server.GraphQl;

/// <summary>Who asks, and what is loaded together for this one request.</summary>
internal sealed class GraphQlRequest : Dictionary<string, object?>
{
    public GraphQlRequest(Caller caller, StoreCollections stores, IMetadataStore store)
    {
        Caller = caller;
        Projects = new(stores.Projects.GetAsync);
        Namespaces = new(stores.Namespaces.GetAsync);
        Parameters = new(stores.Parameters.GetAsync);
        Ends = new(store.EndsAsync);
        ExperimentCounts = new(stores.Nodes.CountAsync);
        TrackCounts = new(stores.Tracks.CountAsync);
        MetricHeads = new(async (keys, cancel) => Group(await stores.Metrics.HeadsAsync(keys, 0, int.MaxValue, cancel)));
        FileHeads = new(async (keys, cancel) => Group(await stores.Nodes.HeadsAsync(keys, 0, int.MaxValue, cancel)));
        Nodes = new(async (keys, cancel) =>
        {
            var heads = await stores.Nodes.HeadsAsync(keys, 0, int.MaxValue, cancel);
            var byId = await stores.Nodes.GetAsync([.. heads.Select(h => h.Id)], cancel);
            return Group(heads).ToDictionary(g => g.Key, g => (IReadOnlyList<NodeDocument>)[.. g.Value.Select(h => byId.GetValueOrDefault(h.Id)).OfType<NodeDocument>()]);
        });
    }

    public Caller Caller { get; }

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
