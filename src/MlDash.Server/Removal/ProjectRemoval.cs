using MlDash.Protocol;
using MlDash.Server.Diagnostics;
using MlDash.Server.Documents;
using MlDash.Server.Http;
using MlDash.Server.Nodes;

namespace MlDash.Server.Removal;

/// <summary>Removes projects with all they hold.</summary>
internal sealed class ProjectRemoval(StoreCollections stores, NodePurge purge, TimeProvider clock)
{
    private const int MostRemovalsARound = 16;
    private const int LookedAtOnce = 500;

    /// <summary>Refuses to remove a project that holds a write-protected experiment, unless its removal has begun.</summary>
    /// <exception cref="ApiException">403 that names the experiment.</exception>
    public async Task RefuseProtectedAsync(ProjectDocument project, CancellationToken cancellationToken)
    {
        if (project.DeletedAt is not null)
            return;
        foreach (var some in (await stores.Nodes.HeadsAsync(StoreCollections.ExperimentsKey(project.Id), cancellationToken)).Chunk(LookedAtOnce))
        {
            foreach (var experiment in await stores.Nodes.OfHeadsAsync(some, cancellationToken))
                WriteProtection.RefuseAll(experiment);
        }
    }

    /// <summary>
    /// Hides the project and all its nodes, then removes what they hold, each node after its data: what can be seen is whole at every moment.
    /// Started again after a crash, it continues.
    /// </summary>
    public async Task<ProjectDeleted> DeleteAsync(ProjectDocument project, CancellationToken cancellationToken)
    {
        var now = IsoTime.Format(clock.GetUtcNow());
        // One time for all of it, so that a repeat knows what was deleted with the project.
        var at =
            (await stores.Projects.ChangeAsync(project.Id, p => p.DeletedAt is null ? p with { DeletedAt = now } : p, cancellationToken))?.DeletedAt ?? now;
        CrashPoint.Pass("project.hidden");
        var (deleted, experiments, freed) = (0, 0, 0L);
        // Again until there are none: a request that had found the project before it was hidden may have added one.
        while (await stores.Nodes.ListAsync(StoreCollections.AllOfProjectKey(project.Id), cancellationToken) is { Count: > 0 } nodes)
        {
            foreach (var node in nodes)
                await HideAsync(node, at, cancellationToken);
            foreach (var node in await stores.Nodes.ListAsync(StoreCollections.AllOfProjectKey(project.Id), cancellationToken))
                freed += await purge.RunAsync(node, cancellationToken);
            var live = nodes.Where(n => n.DeletedAt is null || n.DeletedAt == at).ToArray();
            deleted += live.Length;
            experiments += live.Count(n => n.Type == NodeType.Experiment);
        }
        await stores.Projects.DeleteAsync(project.Id, cancellationToken);
        CrashPoint.Pass("project.removed");
        return new ProjectDeleted(project.Id, deleted, experiments, $"Project '{project.Slug}' and all its data are gone.") { BytesFreed = freed };
    }

    /// <summary>Continues removals that a server did not finish before it died. Called from time to time, by every server.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        foreach (var project in await stores.Projects.ListAsync(StoreCollections.HiddenProjectsKey, 0, MostRemovalsARound, cancellationToken))
            await DeleteAsync(project, cancellationToken);
    }

    private async Task HideAsync(NodeDocument node, string at, CancellationToken cancellationToken)
    {
        if (node.DeletedAt is not null)
            return;
        await stores.Nodes.ChangeAsync(node.Id, n => n.DeletedAt is null ? n with { DeletedAt = at, UpdatedAt = at } : n, cancellationToken);
        CrashPoint.Pass("project.node-hidden");
    }
}
