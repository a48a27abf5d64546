using MlDash.Recording;
using MlDash.Records;

namespace MlDash.Storage.Outgoing;

/// <summary>Writes batches to the disk first, and tells the outbox that there is something to send.</summary>
internal sealed class OutboxSink(IRecordSink local, Outbox outbox) : IRecordSink
{
    public void Admit(StreamId stream) => local.Admit(stream);

    public async ValueTask WriteAsync(StreamId stream, RecordBatch batch, CancellationToken cancellationToken)
    {
        await local.WriteAsync(stream, batch, cancellationToken).ConfigureAwait(false);
        outbox.Notify(stream, batch.Count);
    }

    public Task FlushAsync(bool evenIfAway, CancellationToken cancellationToken) => outbox.FlushAsync(evenIfAway, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await outbox.DisposeAsync().ConfigureAwait(false);
        await local.DisposeAsync().ConfigureAwait(false);
    }
}
