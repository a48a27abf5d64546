using MlDash.Records;

namespace MlDash.Recording;

/// <summary>
/// Where the batches of one open experiment go. The recorder calls it for one batch at a time; a batch is written whole or not at all,
/// so that a failed one may be given again.
/// </summary>
public interface IRecordSink : IAsyncDisposable
{
    /// <summary>Called before the first record of a stream is taken, on the caller's thread.</summary>
    /// <exception cref="ExperimentException">There can be no such stream: its name is illegal, or taken by another.</exception>
    void Admit(StreamId stream);

    /// <summary>Writes a batch behind what the stream holds; it is on the disk of this machine then.</summary>
    /// <exception cref="StorageException">It could not be written; nothing of it was kept.</exception>
    ValueTask WriteAsync(StreamId stream, RecordBatch batch, CancellationToken cancellationToken);

    /// <summary>Ends when what was written before the call is everywhere else it is recorded to, or is known to be unable to get there now.</summary>
    /// <param name="evenIfAway">Whether a server that was unreachable is asked again before its next try is due.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task FlushAsync(bool evenIfAway, CancellationToken cancellationToken) => Task.CompletedTask;
}
