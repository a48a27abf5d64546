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

/// <summary>The node of a deletion, or null when it is gone.</summary>
internal sealed record NodeToDelete(NodeDocument? Node);

/// <summary>The project of a removal, or null when it is gone.</summary>
internal sealed record ProjectToRemove(ProjectDocument? Project);

/// <summary>The checks of endpoints about experiments, nodes and projects; the endpoint takes a <see cref="Target{T}"/>.</summary>
internal static class NodeTargets
{
    /// <summary>The query member that says that a node is deleted for good.</summary>
    public const string PermanentMember = "permanent";

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

    /// <summary>
    /// The node in the path, to delete. It may be deleted already when a server died over this very request; and it lies in the recycle bin when it is to be
    /// deleted for good.
    /// </summary>
    public static RouteHandlerBuilder RequireNodeToDelete(this RouteHandlerBuilder endpoint)
    {
        endpoint.Require(async (context, caller, cancellationToken) =>
        {
            var (nodes, id, isRepeated) = (AccessOf(context), context.RouteText("id"), Idempotency.WasBegun(context));
            if (isRepeated || string.Equals(context.Request.Query[PermanentMember], bool.TrueString, StringComparison.OrdinalIgnoreCase))
            {
                if (await nodes.FindDeletedAsync(id, caller, cancellationToken) is { } deleted)
                    return new NodeToDelete(deleted);
                if (isRepeated && !await nodes.IsThereAsync(id, cancellationToken))
                    return new NodeToDelete(null);
            }
            return new NodeToDelete(await nodes.RequireNodeAsync(id, caller, Role.Editor, cancellationToken));
        });
        return endpoint;
    }

    /// <summary>The node in the path, to restore: it lies in the recycle bin, or is back already.</summary>
    public static RouteHandlerBuilder RequireNodeToRestore(this RouteHandlerBuilder endpoint)
    {
        endpoint.Require(async (context, caller, cancellationToken) =>
            await AccessOf(context).FindDeletedAsync(context.RouteText("id"), caller, cancellationToken)
                ?? await AccessOf(context).RequireNodeAsync(context.RouteText("id"), caller, Role.Editor, cancellationToken));
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
