using MlDash.Server.Documents;
using MlDash.Server.Guards;
using MlDash.Server.Identity;

namespace MlDash.Server.Nodes;

/// <summary>What writing to an experiment means, for <see cref="WriteProtection"/>.</summary>
internal enum ExperimentWrites
{
    /// <summary>Logs and points, which older clients send again forever when they are refused.</summary>
    Batches,

    /// <summary>All else that it holds.</summary>
    Content,
}

/// <summary>The project of a removal, or null when it is gone.</summary>
internal sealed record ProjectToRemove(ProjectDocument? Project);

/// <summary>The checks of endpoints about experiments, nodes and projects; the endpoint takes a <see cref="Target{T}"/>.</summary>
internal static class NodeTargets
{
    /// <summary>The EXPERIMENT node of the experiment in the path: to read for a viewer, to write for an editor unless it is protected.</summary>
    public static RouteGroupBuilder RequireExperiment(this RouteGroupBuilder group, ExperimentWrites writes)
    {
        group.Require((context, caller, cancel) =>
        {
            var (nodes, id) = (AccessOf(context), context.RouteText("id"));
            return context.Reads() ? nodes.RequireExperimentAsync(id, caller, Role.Viewer, cancel)
                : writes == ExperimentWrites.Batches ? nodes.RequireBatchesAsync(id, caller, cancel)
                : nodes.RequireContentAsync(id, caller, cancel);
        });
        return group;
    }

    /// <summary>The node in the path: to read for a viewer, to change for an editor.</summary>
    public static RouteHandlerBuilder RequireNode(this RouteHandlerBuilder endpoint)
    {
        endpoint.Require((context, caller, cancel) =>
            AccessOf(context).RequireNodeAsync(context.RouteText("id"), caller, context.Reads() ? Role.Viewer : Role.Editor, cancel));
        return endpoint;
    }

    /// <summary>The node in the path, to delete; one that is deleted already when a server died over this very request.</summary>
    public static RouteHandlerBuilder RequireNodeToDelete(this RouteHandlerBuilder endpoint)
    {
        endpoint.Require(async (context, caller, cancel) =>
            Idempotency.WasBegun(context) && await AccessOf(context).FindDeletedAsync(context.RouteText("id"), caller, cancel) is { } deleted
                ? deleted
                : await AccessOf(context).RequireNodeAsync(context.RouteText("id"), caller, Role.Editor, cancel));
        return endpoint;
    }

    /// <summary>The project in the path, to remove.</summary>
    public static RouteHandlerBuilder RequireProjectToRemove(this RouteHandlerBuilder endpoint)
    {
        endpoint.Require(async (context, caller, cancel) =>
            new ProjectToRemove(await AccessOf(context).FindProjectToRemoveAsync(context.RouteText("id"), caller, cancel)));
        return endpoint;
    }

    private static NodeAccess AccessOf(HttpContext context) => context.RequestServices.GetRequiredService<NodeAccess>();
}
