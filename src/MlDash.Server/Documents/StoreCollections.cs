using MlDash.Protocol;
using MlDash.Server.Stores;

namespace MlDash.Server.Documents;

/// <summary>Every kind of document, and what it is found by. The one place that knows lookup keys.</summary>
internal sealed class StoreCollections(IMetadataStore store)
{
    public Collection<UserDocument> Users { get; } = new(store, DocumentKind.User, StoredJson.Default.UserDocument,
        u => new(u.Id, u.Username, [], u.CreatedAt));

    public Collection<NamespaceDocument> Namespaces { get; } = new(store, DocumentKind.Namespace, StoredJson.Default.NamespaceDocument,
        n => new(n.Id, n.Slug, [.. n.Members.Keys.Select(MemberKey)], n.CreatedAt, n.Slug));

    public Collection<TokenDocument> Tokens { get; } = new(store, DocumentKind.Token, StoredJson.Default.TokenDocument,
        t => new(t.Jti, null, [t.Username], t.CreatedAt));

    public Collection<DeviceLoginDocument> DeviceLogins { get; } = new(store, DocumentKind.Device, StoredJson.Default.DeviceLoginDocument,
        d => new(d.SecretHash, d.UserCode, [], d.ExpiresAt));

    public Collection<SessionDocument> Sessions { get; } = new(store, DocumentKind.Session, StoredJson.Default.SessionDocument,
        s => new(s.SecretHash, null, [s.Username], s.ExpiresAt));

    public Collection<KeptAnswer> KeptAnswers { get; } = new(store, DocumentKind.Idempotency, StoredJson.Default.KeptAnswer,
        i => new(i.Id, null, [], i.CreatedAt));

    public Collection<ProjectDocument> Projects { get; } = new(store, DocumentKind.Project, StoredJson.Default.ProjectDocument,
        p => p.DeletedAt is null
            ? new(p.Id, ProjectUnique(p.NamespaceId, p.Slug), [p.NamespaceId], p.UpdatedAt, p.Slug)
            : new(p.Id, null, [HiddenProjectsKey], p.UpdatedAt));

    public Collection<NodeDocument> Nodes { get; } = new(store, DocumentKind.Node, StoredJson.Default.NodeDocument, IndexOf);

    public Collection<ParametersDocument> Parameters { get; } = new(store, DocumentKind.Parameters, StoredJson.Default.ParametersDocument,
        p => new(p.ExperimentId, null, [], p.UpdatedAt));

    public Collection<MetricDocument> Metrics { get; } = new(store, DocumentKind.Metric, StoredJson.Default.MetricDocument,
        m => m.Due is null
            ? new(m.Id, DataUnique(m.ExperimentId, m.Name), [m.ExperimentId], m.CreatedAt, m.Name)
            : new(m.Id, DataUnique(m.ExperimentId, m.Name), [m.ExperimentId, ChunkWorkKey], EarliestFirst(m.Due), m.Name));

    public Collection<TrackDocument> Tracks { get; } = new(store, DocumentKind.Track, StoredJson.Default.TrackDocument,
        t => new(t.Id, DataUnique(t.ExperimentId, t.Topic), [t.ExperimentId], t.CreatedAt, t.Topic));

    public Collection<SignDocument> Signs { get; } = new(store, DocumentKind.Sign, StoredJson.Default.SignDocument,
        s => new(s.ExperimentId, null, [], s.SeenAt));

    public Collection<ServerDocument> Servers { get; } = new(store, DocumentKind.Setting, StoredJson.Default.ServerDocument,
        s => new(s.Name, null, [], s.CreatedAt));

    public Collection<StepDocument> Steps { get; } = new(store, DocumentKind.Setting, StoredJson.Default.StepDocument,
        s => new(s.Name, null, [], s.DoneAt));

    /// <summary>Every metric whose chunks somebody has to look at, the one that is due first in front.</summary>
    public const string ChunkWorkKey = "chunkwork";

    /// <summary>Every project that is deleted and whose data is not all gone yet.</summary>
    public const string HiddenProjectsKey = "hidden";

    public static string MemberKey(string username) => $"member/{username}";

    public static string ProjectUnique(string namespaceId, string slug) => $"{namespaceId}/{slug}";

    /// <summary>One live node of a type and name below a parent.</summary>
    public static string NodeUnique(string projectId, string? parentId, string type, string name) => $"{projectId}/{parentId ?? "ROOT"}/{type}/{name}";

    public static string DataUnique(string experimentId, string name) => $"{experimentId}/{name}";

    /// <summary>A time as an order that puts earlier times first, though lists begin with the highest order; and such an order as the time again.</summary>
    public static string EarliestFirst(string time) =>
        string.Create(time.Length, time, (text, from) =>
        {
            for (var i = 0; i < text.Length; i++)
                text[i] = char.IsAsciiDigit(from[i]) ? (char)('0' + '9' - from[i]) : from[i];
        });

    public static string ChildrenKey(string projectId, string? parentId) => $"children/{projectId}/{parentId ?? "ROOT"}";

    /// <summary>Every node of a project, deleted ones included.</summary>
    public static string AllOfProjectKey(string projectId) => $"project/{projectId}";

    public static string ExperimentKey(string experimentId) => $"experiment/{experimentId}";

    /// <summary>The experiments of a project or of a namespace, the one changed last in front.</summary>
    public static string ExperimentsKey(string scopeId, string? status = null) =>
        status is null ? $"experiments/{scopeId}" : $"experiments/{scopeId}/{status}";

    /// <summary>
    /// The experiment of a project with this path. It is a list of one: <see cref="NodeUnique"/> keeps paths unique, but earlier releases took names with a
    /// '/', so that an old project may have two of a path.
    /// </summary>
    public static string ExperimentPathKey(string projectId, string path) => $"path/{projectId}/{path}";

    /// <summary>The experiments of a project with this name, in whatever folder.</summary>
    public static string ExperimentNameKey(string projectId, string name) => $"name/{projectId}/{name}";

    /// <summary>A second list: the experiments of a project or of a namespace, the one started last in front.</summary>
    public static string StartsKey(string scopeId, string? status = null) => status is null ? $"starts/{scopeId}" : $"starts/{scopeId}/status/{status}";

    /// <summary>Such a list of those that have a tag, in whatever case.</summary>
    public static string StartsOfTagKey(string scopeId, string tag) => $"starts/{scopeId}/tag/{tag.ToUpperInvariant()}";

    /// <summary>The last segment of a path.</summary>
    public static string NameIn(string path) => path[(path.LastIndexOf('/') + 1)..];

    public static string FilesKey(string experimentId) => $"files/{experimentId}";

    /// <summary>The files that lie in a project itself, in no experiment of it.</summary>
    public static string ProjectFilesKey(string projectId) => $"projectfiles/{projectId}";

    public static string NamespaceFilesKey(string namespaceId) => $"nsfiles/{namespaceId}";

    /// <summary>The tops of removals in the recycle bin of a project or of a namespace, the one removed last in front; their labels are their types.</summary>
    public static string RecycledKey(string scopeId) => $"recycled/{scopeId}";

    /// <summary>A second list: the tops of all removals in recycle bins, the one removed first in front.</summary>
    public const string RecycledFirstKey = "recycled";

    /// <summary>The tops of removals that somebody is working at: on the way into the bin, back, or out of it for good.</summary>
    public const string RecycleWorkKey = "recyclework";

    /// <summary>What a removal took, and still has.</summary>
    public static string RemovalKey(string removalId) => $"removal/{removalId}";

    /// <summary>What was deleted of what an experiment holds, by whatever removal.</summary>
    public static string DeletedOfExperimentKey(string experimentId) => $"deleted/{experimentId}";

    private static DocumentIndex IndexOf(NodeDocument n)
    {
        if (n.DeletedAt is not null)
            return DeletedIndexOf(n);
        string[] own = n.Type switch
        {
            NodeType.File => [n.ExperimentId is { } owner ? FilesKey(owner) : ProjectFilesKey(n.ProjectId), NamespaceFilesKey(n.NamespaceId)],
            NodeType.Experiment =>
            [
                ExperimentKey(n.ExperimentId!), ExperimentPathKey(n.ProjectId, n.FullPath), ExperimentNameKey(n.ProjectId, NameIn(n.FullPath)),
                ExperimentsKey(n.ProjectId), ExperimentsKey(n.ProjectId, n.Run!.Status),
                ExperimentsKey(n.NamespaceId), ExperimentsKey(n.NamespaceId, n.Run.Status),
            ],
            _ => [],
        };
        return new(n.Id, NodeUnique(n.ProjectId, n.ParentId, n.Type, n.Name),
            [AllOfProjectKey(n.ProjectId), ChildrenKey(n.ProjectId, n.ParentId), .. own, .. WorkKeys(n)], n.UpdatedAt, n.FullPath)
        {
            Second = n.Run is null ? null : StartsOf(n, n.Run),
        };
    }

    private static DocumentIndex DeletedIndexOf(NodeDocument n)
    {
        string[] all =
        [
            AllOfProjectKey(n.ProjectId),
            .. n.RemovalId is { } removal ? [RemovalKey(removal)] : Array.Empty<string>(),
            .. n is { ExperimentId: { } experiment, Type: not NodeType.Experiment } ? [DeletedOfExperimentKey(experiment)] : Array.Empty<string>(),
        ];
        return n.Removal is { Step: RemovalStep.Removed }
            ? new(n.Id, null, [.. all, RecycledKey(n.ProjectId), RecycledKey(n.NamespaceId)], n.UpdatedAt, n.Type)
            {
                Second = new([RecycledFirstKey], EarliestFirst(n.DeletedAt!)),
            }
            : new(n.Id, null, [.. all, .. WorkKeys(n)], n.UpdatedAt);
    }

    private static string[] WorkKeys(NodeDocument n) => n.Removal is { Step: not RemovalStep.Removed } ? [RecycleWorkKey] : [];

    private static SecondLists StartsOf(NodeDocument n, ExperimentState run) => new(
        [.. ((string[])[n.ProjectId, n.NamespaceId]).SelectMany(scope => (IEnumerable<string>)
            [StartsKey(scope), StartsKey(scope, run.Status), .. n.Tags.Select(tag => StartsOfTagKey(scope, tag)).Distinct(StringComparer.Ordinal)])],
        run.StartedAt);
}
