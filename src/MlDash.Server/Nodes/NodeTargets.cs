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
        group.Require(async (context, caller, cancellationToken) =>
        {
            var (nodes, id) = (AccessOf(context), context.RouteText("id"));
            if (context.Reads())
                return await nodes.RequireExperimentAsync(id, caller, Role.Viewer, cancellationToken);
            var experiment = await (writes == ExperimentWrites.Batches
                ? nodes.RequireBatchesAsync(id, caller, cancellationToken)
                : nodes.RequireContentAsync(id, caller, cancellationToken));
            await context.RequestServices.GetRequiredService<ExperimentSigns>().NoteAsync(experiment, isPromised: false, cancellationToken);
            return experiment;
        });
        return group;
    }

    /// <summary>The node in the path: to read for a viewer, to change for an editor.</summary>
    public static RouteHandlerBuilder RequireNode(this RouteHandlerBuilder endpoint)
    {
        endpoint.Require((context, caller, cancellationToken) =>
            AccessOf(context).RequireNodeAsync(context.RouteText("id"), caller, context.Reads() ? Role.Viewer : Role.Editor, cancellationToken));
        return endpoint;
    }

    /// <summary>The node in the path, to delete; one that is deleted already when a server died over this very request.</summary>
    public static RouteHandlerBuilder RequireNodeToDelete(this RouteHandlerBuilder endpoint)
    {
        endpoint.Require(async (context, caller, cancellationToken) =>
            Idempotency.WasBegun(context) && await AccessOf(context).FindDeletedAsync(context.RouteText("id"), caller, cancellationToken) is { } deleted
                ? deleted
                : await AccessOf(context).RequireNodeAsync(context.RouteText("id"), caller, Role.Editor, cancellationToken));
        return endpoint;
    }

    /// <summary>The project in the path, to remove.</summary>
    public static RouteHandlerBuilder RequireProjectToRemove(this RouteHandlerBuilder endpoint)
    {
        endpoint.Require(async (context, caller, cancellationToken) =>
            new ProjectToRemove(await AccessOf(context).FindProjectToRemoveAsync(context.RouteText("id"), caller, cancellationToken)));
        return endpoint;
    }

    private static NodeAccess AccessOf(HttpContext context) => context.RequestServices.GetRequiredService<NodeAccess>();
}
