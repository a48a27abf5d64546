using MlDash.Protocol;
using MlDash.Server.Hosting;
using MlDash.Server.Identity;
using MlDash.Server.Stores;

namespace MlDash.Server.Nodes;

/// <summary>Makes projects, and removes them with all they hold.</summary>
internal sealed class Projects(StoreCollections stores, ExperimentPurge purge, IBlobStore blobs, Snowflake ids, TimeProvider clock)
{
    /// <summary>The project of this slug, made when there is none; what is there stays as it is.</summary>
    public async Task<ProjectDocument> UpsertAsync(NamespaceDocument ns, string slug, string? description, CancellationToken cancel)
    {
        NodeNames.Check(slug, "A project");
        if (slug.Contains('/', StringComparison.Ordinal))
            throw ApiException.Malformed($"A project's slug holds no '/'; found '{slug}'.");
        var now = UtcText.Of(clock.GetUtcNow());
        var (project, _) = await stores.Projects.GetOrInsertAsync(StoreCollections.ProjectUnique(ns.Id, slug),
            () => new ProjectDocument(ids.Next(), ns.Id, ns.Slug, slug, description, now, now, DeletedAt: null), cancel);
        return project;
    }

    /// <summary>Hides the project at once, then removes all data. Begun again after a crash, it goes on.</summary>
    public async Task<ProjectDeleted> DeleteAsync(ProjectDocument project, CancellationToken cancel)
    {
        var now = UtcText.Of(clock.GetUtcNow());
        await stores.Projects.ChangeAsync(project.Id, p => p with { DeletedAt = p.DeletedAt ?? now }, cancel);
        var (deleted, experiments) = (0, 0);
        foreach (var node in await stores.Nodes.ListAsync(StoreCollections.AllOfProjectKey(project.Id), cancel))
        {
            if (node.File is { } file)
                await blobs.DeleteAsync(file.BlobKey, cancel);
            if (node.Type == NodeType.Experiment)
                await purge.RunAsync(node.ExperimentId!, cancel);
            await stores.Nodes.DeleteAsync(node.Id, cancel);
            if (node.DeletedAt is not null)
                continue;
            deleted++;
            if (node.Type == NodeType.Experiment)
                experiments++;
        }
        await stores.Projects.DeleteAsync(project.Id, cancel);
        return new ProjectDeleted(project.Id, deleted, experiments, $"Project '{project.Slug}' and all its data are gone.");
    }
}
