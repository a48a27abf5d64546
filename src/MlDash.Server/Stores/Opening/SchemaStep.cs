using MlDash.Protocol;
using MlDash.Server.Documents;

namespace MlDash.Server.Stores.Opening;

/// <summary>
/// Brings nodes that an earlier release wrote into the lists of this one: experiments by path and by start, and what was deleted of an experiment. It is gone
/// through at the start, before anybody is answered, and once for a store: the document that says so is written last, so that a server that dies over it
/// leaves the step to the next.
/// </summary>
internal static class SchemaStep
{
    /// <summary>The id of the document that says it is done.</summary>
    public const string DocumentId = "step-node-lists";

    public static async Task<bool> IsDoneAsync(StoreCollections stores, CancellationToken cancellationToken) =>
        await stores.Steps.GetAsync(DocumentId, cancellationToken) is not null;

    public static async Task RunAsync(StoreCollections stores, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (await IsDoneAsync(stores, cancellationToken))
            return;
        await stores.Nodes.ListAgainAsync(cancellationToken);
        // Of servers that start together each goes through it, and one says so.
        await stores.Steps.InsertAsync(new StepDocument(DocumentId, IsoTime.Format(clock.GetUtcNow())), cancellationToken);
    }
}
