using MlDash.Server.Stores;

namespace MlDash.Server.Tests;

/// <summary>Counts the documents that are written.</summary>
internal sealed class WriteCounter(IMetadataStore inner) : ForwardingStore(inner)
{
    private int _writes;

    public int Writes => _writes;

    public override Task<bool> InsertAsync(StoredDocument document, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _writes);
        return base.InsertAsync(document, cancellationToken);
    }

    public override Task<bool> ReplaceAsync(StoredDocument document, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _writes);
        return base.ReplaceAsync(document, cancellationToken);
    }
}
