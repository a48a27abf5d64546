using MlDash.Protocol;
using MlDash.Server.Documents;

namespace MlDash.Server.Identity;

/// <summary>
/// The id of the server: made with its data and kept with it, so that clients know it by whatever address they reach it. Servers on one store are one
/// server, and so is one whose data was moved to other stores; one whose data was wiped is another.
/// </summary>
internal sealed class ServerIdentity(StoreCollections stores, TimeProvider clock)
{
    /// <summary>The id of the one document.</summary>
    public const string DocumentId = "server";

    /// <summary>The id; empty before it is read.</summary>
    public string Id { get; private set; } = "";

    /// <summary>Reads the id, and makes it when the data is new.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        var mine = new ServerDocument(DocumentId, Guid.NewGuid().ToString("N"), IsoTime.Format(clock.GetUtcNow()));
        while (Id.Length == 0)
        {
            if (await stores.Servers.GetAsync(DocumentId, cancellationToken) is { } kept)
                Id = kept.ServerId;
            else if (await stores.Servers.InsertAsync(mine, cancellationToken))
                Id = mine.ServerId;
        }
    }
}
