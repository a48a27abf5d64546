using System.Runtime.CompilerServices;
using MlDash.Server.Documents;
using MlDash.Server.Migration;
using MlDash.Server.Stores;

namespace MlDash.Server.Checking;

/// <summary>Reads every document: each can be understood, is in its lists, and belongs to something that is there.</summary>
internal sealed class DocumentCheck(StoreCollections stores, Owners owners)
{
    /// <summary>Checks them, and notes who there is for the checks that follow.</summary>
    public async IAsyncEnumerable<Finding> RunAsync(Progress progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var all = new[]
        {
            Of(DocumentKind.User, stores.Users, _ => null),
            Of(DocumentKind.Namespace, stores.Namespaces, found => Note(owners.Namespaces, found.Id)),
            Of(DocumentKind.Token, stores.Tokens, _ => null),
            Of(DocumentKind.Project, stores.Projects, found => Note(owners.Projects, found.Id) ?? Missing(owners.Namespaces, found.NamespaceId, "namespace")),
            Of(DocumentKind.Node, stores.Nodes, Note),
            // What was removed may outlive the folder that it lay in; a restore makes that folder again.
            Of(DocumentKind.Node, stores.Nodes,
                found => found is { DeletedAt: null, ParentId: { } above } ? Missing(owners.Nodes, above, "node above") : null, isSecond: true),
            Of(DocumentKind.Parameters, stores.Parameters, found => Missing(owners.Experiments, found.ExperimentId, "experiment")),
            Of(DocumentKind.Metric, stores.Metrics, found => Note(owners.Metrics, found.Id) ?? Missing(owners.Experiments, found.ExperimentId, "experiment")),
            Of(DocumentKind.Track, stores.Tracks, found => Note(owners.Tracks, found.Id) ?? Missing(owners.Experiments, found.ExperimentId, "experiment")),
        };
        progress.Begin("check documents", "documents");
        foreach (var findings in all)
        {
            await foreach (var finding in findings(progress, cancellationToken))
                yield return finding;
        }
        progress.End();
    }

    private static Func<Progress, CancellationToken, IAsyncEnumerable<Finding>> Of<T>(
        string kind, Collection<T> collection, Func<T, string?> fault, bool isSecond = false)
        where T : class
    {
        return Run;

        async IAsyncEnumerable<Finding> Run(Progress progress, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (var stored in collection.StoredAsync(cancellationToken))
            {
                var item = $"{kind}/{stored.Id}";
                if (stored.Document is not { } document)
                {
                    if (!isSecond)
                        yield return Finding.Error("DocumentUnreadable", item, stored.Fault!);
                    continue;
                }
                if (!isSecond)
                    progress.Count(stored.Size);
                if (!isSecond && !stored.IsListed)
                    yield return Finding.Error("DocumentUnlisted", item, "It is not in the lists that it belongs to, so that some calls do not find it.");
                if (fault(document) is { } wrong)
                    yield return Finding.Error("OwnerMissing", item, wrong);
            }
        }
    }

    private string? Note(NodeDocument node)
    {
        owners.Nodes.Add(node.Id);
        if (node is { Run: not null, ExperimentId: { } experiment })
            owners.Experiments.Add(experiment);
        if (node.File is { } file)
            owners.Files.Add(file.BlobKey);
        return Missing(owners.Projects, node.ProjectId, "project");
    }

    private static string? Note(HashSet<string> ids, string id)
    {
        ids.Add(id);
        return null;
    }

    private static string? Missing(HashSet<string> ids, string id, string what) =>
        ids.Contains(id) ? null : $"The {what} that it belongs to, {id}, is missing.";
}
