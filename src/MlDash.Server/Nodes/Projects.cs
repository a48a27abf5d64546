using MlDash.Ids;
using MlDash.Protocol;
using MlDash.Server.Documents;
using MlDash.Server.Identity;

namespace MlDash.Server.Nodes;

/// <summary>Makes projects.</summary>
internal sealed class Projects(StoreCollections stores, Snowflake ids, TimeProvider clock)
{
    /// <summary>The project of this slug, and whether it was made now; what is there stays as it is.</summary>
    public async Task<(ProjectDocument Project, bool Made)> UpsertAsync(
        NamespaceDocument ns, Caller caller, string slug, string? description, CancellationToken cancellationToken)
    {
        NodeNames.CheckSegment(slug, "a project");
        NamespaceAccess.RequireCovered(ns, slug, caller);
        var now = IsoTime.Format(clock.GetUtcNow());
        return await stores.Projects.GetOrInsertAsync(StoreCollections.ProjectUnique(ns.Id, slug),
            () => new ProjectDocument(ids.Next(), ns.Id, ns.Slug, slug, description, now, now, DeletedAt: null), cancellationToken);
    }
}
