using GraphQL;
using GraphQL.Utilities;
using MlDash.Protocol;
using MlDash.Server.Documents;
using MlDash.Server.Stores;

namespace MlDash.Server.GraphQl;

/// <summary>Experiments and what they hold. Counts and lists of many experiments are loaded together.</summary>
internal static class ExperimentResolvers
{
    private static readonly string[] _headFields = ["id", "name", "__typename"];

    public static void Bind(TypeSettings types)
    {
        BindExperiment(types.For("Experiment"));
        types.For("LogMetadata").Bind<LogMetadata>("totalLogs", m => m.TotalLogs);
        types.For("Metric").Bind<StoredHead>("id", m => m.Id);
        types.For("Metric").Bind<StoredHead>("name", m => m.Label);
        types.For("Metric").Bind<StoredHead>("metricMetadata", (m, c) =>
            GraphQlRequest.Of(c).Ends.Load(MetricDocument.StreamOf(m.Id), end => new MetricMetadata(end?.Next ?? 0)));
        types.For("MetricMetadata").Bind<MetricMetadata>("totalDataPoints", m => m.TotalDataPoints);
        types.For("Parameters").Bind<ParametersDocument>("id", p => p.Id);
        types.For("Parameters").Bind<ParametersDocument>("data", p => p.Data);
    }

    private static void BindExperiment(TypeConfig type)
    {
        type.Bind<NodeDocument>("id", e => e.ExperimentId);
        type.Bind<NodeDocument>("name", e => e.Name);
        type.Bind<NodeDocument>("description", e => e.Description);
        type.Bind<NodeDocument>("tags", e => e.Tags);
        type.Bind<NodeDocument>("bindrs", e => e.Run!.Bindrs);
        type.Bind<NodeDocument>("status", e => e.Run!.Status);
        type.Bind<NodeDocument>("startedAt", e => e.Run!.StartedAt);
        type.Bind<NodeDocument>("endedAt", e => e.Run!.EndedAt);
        type.Bind<NodeDocument>("lastSeen", e => e.Run!.LastSeen);
        type.Bind<NodeDocument>("createdAt", e => e.CreatedAt);
        type.Bind<NodeDocument>("updatedAt", e => e.UpdatedAt);
        type.Bind<NodeDocument>("metadata", e => e.Metadata);
        type.Bind<NodeDocument>("projectId", e => e.ProjectId);
        type.Bind<NodeDocument>("displayPath", e => e.FullPath);
        type.Bind<NodeDocument>("project", (e, c) => GraphQlRequest.Of(c).Projects.Load(e.ProjectId, p => p));
        type.Bind<NodeDocument>("logMetadata", (e, c) =>
            GraphQlRequest.Of(c).Ends.Load(LogStream.Of(e.ExperimentId!), end => new LogMetadata(end?.Next ?? 0)));
        type.Bind<NodeDocument>("metrics", (e, c) => GraphQlRequest.Of(c).MetricHeads.Load(e.ExperimentId!,
            metrics => (metrics ?? []).OrderBy(m => m.Label, StringComparer.Ordinal).ToList()));
        type.Bind<NodeDocument>("trackCount", (e, c) => GraphQlRequest.Of(c).TrackCounts.Load(e.ExperimentId!, count => (int)count));
        type.Bind<NodeDocument>("parameters", (e, c) => GraphQlRequest.Of(c).Parameters.Load(e.ExperimentId!, p => p));
        type.Bind<NodeDocument>("files", Files);
        type.BindAsync<NodeDocument>("filesPaginated", (e, c) => FilesPaginatedAsync(StoreCollections.FilesKey(e.ExperimentId!), c));
    }

    // A list of experiments asks for all files only to count them: then ids and names are read, and nothing else.
    private static object Files(NodeDocument experiment, IResolveFieldContext context)
    {
        var key = StoreCollections.FilesKey(experiment.ExperimentId!);
        var needsHeadsOnly = context.SubFields?.Values.All(f => _headFields.Contains(f.Field.Name.StringValue)) == true;
        return needsHeadsOnly
            ? GraphQlRequest.Of(context).FileHeads.Load(key, files => (files ?? []).Select(f => new FileHead(f.Id, f.Label)).ToList())
            : GraphQlRequest.Of(context).Nodes.Load(key, files => files ?? []);
    }

    /// <summary>A page of the files of a list.</summary>
    public static async Task<object?> FilesPaginatedAsync(string key, IResolveFieldContext context)
    {
        var nodes = context.RequestServices!.GetRequiredService<StoreCollections>().Nodes;
        var (_, offset) = PageOf(context);
        var total = (int)await nodes.CountAsync(key, context.CancellationToken);
        var files = await PageAsync(nodes, key, context);
        return new Page(files, total, offset + files.Count < total);
    }

    /// <summary>The documents of the page that a field asks for.</summary>
    public static async Task<IReadOnlyList<T>> PageAsync<T>(Collection<T> collection, string key, IResolveFieldContext context)
        where T : class
    {
        var (limit, offset) = PageOf(context);
        var heads = await collection.HeadsAsync([key], offset, limit, context.CancellationToken);
        return await GraphQlRequest.Of(context).Budget.OfHeadsAsync(collection, heads, context.CancellationToken);
    }

    /// <summary>The page a field asks for, within bounds.</summary>
    public static (int Limit, int Offset) PageOf(IResolveFieldContext context) =>
        (Math.Clamp(context.GetArgument<int>("limit"), 0, WireLimits.ObjectsAPage), Math.Max(0, context.GetArgument<int>("offset")));

    private sealed record LogMetadata(long TotalLogs);

    private sealed record MetricMetadata(long TotalDataPoints);
}
