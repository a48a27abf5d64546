using GraphQL.Utilities;
using MlDash.Protocol;
using MlDash.Server.Documents;
using MlDash.Server.Identity;
using MlDash.Server.Nodes;

namespace MlDash.Server.GraphQl;

/// <summary>A node inside a tree that is being walked.</summary>
/// <param name="Node">The node.</param>
/// <param name="DepthLeft">How many levels of children may follow.</param>
/// <param name="InsideExperiment">Whether the walk began inside an experiment; else what lies in experiments is left out.</param>
internal sealed record NodeView(NodeDocument Node, int DepthLeft, bool InsideExperiment);

/// <summary>A file of which only id and path are loaded.</summary>
internal sealed record FileHead(string Id, string Path);

/// <summary>One page of a list.</summary>
internal sealed record Page(IReadOnlyList<object> Items, int TotalCount, bool HasMore)
{
    public static Page Empty { get; } = new([], 0, false);

    /// <summary>The text that asks for the next page, where pages continue from a place.</summary>
    public string? EndCursor { get; init; }
}

/// <summary>Users, namespaces, projects, nodes and pages.</summary>
internal static class ObjectResolvers
{
    private const int DeepestTree = 50;

    public static void Bind(TypeSettings types)
    {
        BindUser(types.For("User"));
        BindNamespace(types.For("Namespace"));
        BindProject(types.For("Project"));
        BindNode(types.For("Node"));
        BindPhysicalFile(types.For("PhysicalFile"));
        BindPage(types.For("ProjectPage"), "projects");
        BindPage(types.For("ExperimentPage"), "experiments");
        types.For("ExperimentPage").Bind<Page>("endCursor", p => p.EndCursor);
        BindPage(types.For("FilePage"), "files");
    }

    private static void BindUser(TypeConfig type)
    {
        type.Bind<UserDocument>("id", u => u.Id);
        type.Bind<UserDocument>("username", u => u.Username);
        type.Bind<UserDocument>("email", u => u.Email);
        type.Bind<UserDocument>("name", u => u.Name);
        type.Bind<UserDocument>("given_name", u => u.GivenName);
        type.Bind<UserDocument>("family_name", u => u.FamilyName);
        type.Bind<UserDocument>("picture", u => u.Picture);
    }

    private static void BindNamespace(TypeConfig type)
    {
        type.Bind<NamespaceDocument>("id", n => n.Id);
        type.Bind<NamespaceDocument>("slug", n => n.Slug);
        type.BindAsync<NamespaceDocument>("projects", async (n, c) =>
        {
            var (projects, budget) = (c.RequestServices!.GetRequiredService<StoreCollections>().Projects, GraphQlRequest.Of(c).Budget);
            var only = await c.RequestServices!.GetRequiredService<NamespaceAccess>().OnlyProjectsAsync(n, GraphQlRequest.Of(c).Caller, c.CancellationToken);
            return await budget.OfHeadsAsync(projects, only ?? await AnswerBudget.HeadsAsync(projects, [n.Id], c.CancellationToken), c.CancellationToken);
        });
    }

    private static void BindProject(TypeConfig type)
    {
        type.Bind<ProjectDocument>("id", p => p.Id);
        type.Bind<ProjectDocument>("slug", p => p.Slug);
        type.Bind<ProjectDocument>("name", p => p.Slug);
        type.Bind<ProjectDocument>("description", p => p.Description);
        type.Bind<ProjectDocument>("tags", _ => Array.Empty<string>());
        type.Bind<ProjectDocument>("experimentCount", (p, c) =>
            GraphQlRequest.Of(c).ExperimentCounts.Load(StoreCollections.ExperimentsKey(p.Id), count => (int)count));
        type.Bind<ProjectDocument>("namespace", (p, c) => GraphQlRequest.Of(c).Namespaces.Load(p.NamespaceId, n => n));
        type.BindAsync<ProjectDocument>("filesPaginated", (p, c) => ExperimentResolvers.FilesPaginatedAsync(StoreCollections.ProjectFilesKey(p.Id), c));
        type.BindAsync<ProjectDocument>("nodes", async (p, c) =>
        {
            var parentId = GraphQL.ResolveFieldContextExtensions.GetArgument<string?>(c, "parentId");
            var depth = Math.Clamp(GraphQL.ResolveFieldContextExtensions.GetArgument<int?>(c, "maxDepth") ?? DeepestTree, 0, DeepestTree);
            var inside = parentId is not null
                && await c.RequestServices!.GetRequiredService<StoreCollections>().Nodes.GetAsync(parentId, c.CancellationToken) is { ExperimentId: not null };
            return depth == 0 ? Array.Empty<NodeView>() : Children(p.Id, parentId, depth, inside, c);
        });
    }

    private static void BindNode(TypeConfig type)
    {
        type.Bind<object>("id", n => n is FileHead head ? head.Id : Of(n).Id);
        type.Bind<object>("name", n => n is FileHead head ? head.Path[(head.Path.LastIndexOf('/') + 1)..] : Of(n).Name);
        type.Bind<object>("type", n => Of(n).Type);
        type.Bind<object>("description", n => Of(n).Description);
        type.Bind<object>("tags", n => Of(n).Tags);
        type.Bind<object>("metadata", n => Of(n).Metadata);
        type.Bind<object>("parentId", n => Of(n).ParentId);
        type.Bind<object>("experimentId", n => Of(n).ExperimentId);
        type.Bind<object>("pPath", n => Of(n).PPath());
        type.Bind<object>("createdAt", n => Of(n).CreatedAt);
        type.Bind<object>("updatedAt", n => Of(n).UpdatedAt);
        type.Bind<object>("deletedAt", n => Of(n).DeletedAt);
        type.Bind<object>("physicalFile", n => Of(n).FileWire());
        type.Bind<object>("children", (n, c) =>
        {
            var view = n as NodeView ?? new NodeView(Of(n), DeepestTree, Of(n).ExperimentId is not null);
            // A tree of experiments ends at them; their folders and files are not carried along.
            return view.DepthLeft <= 1 || view.Node.Type == NodeType.File || (view.Node.Type == NodeType.Experiment && !view.InsideExperiment)
                ? Array.Empty<NodeView>()
                : Children(view.Node.ProjectId, view.Node.Id, view.DepthLeft - 1, view.InsideExperiment, c);
        });
    }

    private static void BindPhysicalFile(TypeConfig type)
    {
        type.Bind<Protocol.PhysicalFileWire>("id", f => f.Id);
        type.Bind<Protocol.PhysicalFileWire>("filename", f => f.Filename);
        type.Bind<Protocol.PhysicalFileWire>("contentType", f => f.ContentType);
        type.Bind<Protocol.PhysicalFileWire>("sizeBytes", f => f.SizeBytes);
        type.Bind<Protocol.PhysicalFileWire>("checksum", f => f.Checksum);
        type.Bind<Protocol.PhysicalFileWire>("s3Url", f => f.S3Url);
    }

    private static void BindPage(TypeConfig type, string items)
    {
        type.Bind<Page>(items, p => p.Items);
        type.Bind<Page>("totalCount", p => p.TotalCount);
        type.Bind<Page>("hasMore", p => p.HasMore);
    }

    private static object Children(string projectId, string? parentId, int depth, bool inside, GraphQL.IResolveFieldContext context) =>
        GraphQlRequest.Of(context).Nodes.Load(StoreCollections.ChildrenKey(projectId, parentId), nodes =>
            (nodes ?? []).Select(n => new NodeView(n, depth, inside)).ToList());

    private static NodeDocument Of(object source) => source is NodeView view ? view.Node : (NodeDocument)source;
}
