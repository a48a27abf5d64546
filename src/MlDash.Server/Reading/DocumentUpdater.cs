using MlDash.Client;
using MlDash.Experiments;
using MlDash.Json;
using MlDash.Protocol;
using MlDash.Server.Documents;
using MlDash.Server.Http;
using MlDash.Server.Identity;
using MlDash.Server.Nodes;
using MlDash.Storage;

namespace MlDash.Server.Reading;

/// <summary>Changes the details of the experiments of this server for one user, by the rules of a PATCH.</summary>
internal sealed class DocumentUpdater(
    Caller caller, ExperimentReading experiments, NamespaceAccess namespaces, StoreCollections stores, TimeProvider clock) : IExperimentUpdater
{
    public async Task<ExperimentRecord> UpdateAsync(ExperimentPath path, ExperimentChange change, CancellationToken cancellationToken)
    {
        if (await experiments.FindNodeAsync(path, caller, cancellationToken) is not var (project, node))
            throw ExperimentErrors.NotFound(path);
        await namespaces.RequireWriterAsync(node, path, caller, cancellationToken);
        var now = IsoTime.Format(clock.GetUtcNow());
        try
        {
            var changed = await stores.Nodes.ChangeAsync(node.Id, Changed, cancellationToken) ?? throw ExperimentErrors.NotFound(path);
            return RecordShapes.ToRecord(changed, project) with { Path = path };
        }
        catch (ApiException refused) when (refused.Code == WireErrors.WriteProtected)
        {
            throw ExperimentErrors.WriteProtected(path);
        }

        // Looked at in the very document that is replaced: of two changes that were made for one version, one is stale.
        NodeDocument? Changed(NodeDocument found)
        {
            if (found.DeletedAt is not null)
                return null;
            var standing = RecordShapes.ToRecord(found, project) with { Path = path };
            if (change.Version is { } version)
                RunVersion.RefuseOther(standing, version);
            var members = ChangeMembers.Of(change, standing);
            return members.Count == 0 ? found : NodePatch.Apply(found, RawJson.Parse(JsonText.Line(members)).ToDictionary(), now);
        }
    }
}
