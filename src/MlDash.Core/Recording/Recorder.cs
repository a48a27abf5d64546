using System.Collections.Concurrent;
using System.Threading.Channels;
using MlDash.Errors;
using MlDash.Records;

namespace MlDash.Recording;

/// <summary>
/// Write-behind of one open experiment. Callers return when their record is queued; one drain loop writes what waits, batch after batch,
/// in the order of each stream. A failing write is tried again, then reported by <see cref="TakeFault"/> and by <see cref="WriteThroughAsync"/>;
/// its records stay queued and are tried further. When too much waits, callers wait too.
/// </summary>
internal sealed class Recorder : IAsyncDisposable
{
    private readonly IRecordSink _sink;
    private readonly ConcurrentDictionary<StreamId, RecordStream> _streams = new();
    private readonly Channel<RecordStream> _dirty = Channel.CreateUnbounded<RecordStream>(new() { SingleReader = true });
    private readonly TimeProvider _clock;
    private readonly Bell _hurry;
    private readonly MergeRest _merging;
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _drain;

    private bool _isClosing;
    private int _flushing;
    private MlDashException? _unreported;

    public Recorder(IRecordSink sink, RecordingOptions options, TimeProvider clock)
    {
        _sink = sink;
        _clock = clock;
        _hurry = new Bell(clock);
        _merging = new MergeRest(options.TrackMergeWindow, clock, () => Volatile.Read(ref _flushing) > 0, stream => _dirty.Writer.TryWrite(stream));
        Options = options;
        _drain = Task.Run(DrainAsync);
    }

    public RecordingOptions Options { get; }

    /// <summary>Whether further records are refused, so that a flush that follows is the last; taken back when closing fails.</summary>
    public bool Closing
    {
        get => Volatile.Read(ref _isClosing);
        set => Volatile.Write(ref _isClosing, value);
    }

    /// <summary>The stream of an id, made at first use.</summary>
    /// <exception cref="ExperimentException">There can be no such stream: its name is illegal or taken.</exception>
    public RecordStream Stream(StreamId id) => _streams.TryGetValue(id, out var stream) ? stream : _streams.GetOrAdd(id, Open);

    /// <summary>A failure nobody has been told of yet, once; null when all is well.</summary>
    public MlDashException? TakeFault() => _unreported is null ? null : Interlocked.Exchange(ref _unreported, null);

    /// <summary>Ends when all that was appended before the call is on the disk of this machine.</summary>
    /// <exception cref="MlDashException">Something cannot be written; it stays queued.</exception>
    public async Task WriteThroughAsync(CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _flushing);
        try
        {
            Hurry();
            foreach (var stream in _streams.Values)
            {
                var drained = stream.WhenDrained();
                if (stream.Fault is not null)
                    stream.Requeue();
                await drained.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (MlDashException)
        {
            Interlocked.Exchange(ref _unreported, null);
            throw;
        }
        finally
        {
            Interlocked.Decrement(ref _flushing);
        }
    }

    /// <summary>Ends when all that was appended before the call is everywhere it is recorded to, as far as it can get there now.</summary>
    /// <param name="evenIfAway">Whether a server that was unreachable is asked again before its next try is due.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="MlDashException">Something cannot be written; it stays queued.</exception>
    public async Task FlushAsync(bool evenIfAway, CancellationToken cancellationToken)
    {
        await WriteThroughAsync(cancellationToken).ConfigureAwait(false);
        await _sink.FlushAsync(evenIfAway, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits as the options ask for after an append: not at all, until durable, or until the store has it.</summary>
    public void Settle(RecordStream stream, long ticket)
    {
        if (Options.Buffered && !Options.Durable)
            return;
        Interlocked.Increment(ref _flushing);
        try
        {
            Hurry();
            var written = stream.WhenWritten(ticket);
            if (stream.Fault is not null)
                stream.Requeue();
#pragma warning disable RS0030 // Who appends a record does so on a thread without a context to come back to, and asked for the wait.
            written.GetAwaiter().GetResult();
            if (!Options.Buffered)
                _sink.FlushAsync(evenIfAway: false, CancellationToken.None).GetAwaiter().GetResult();
#pragma warning restore RS0030
        }
        catch (MlDashException)
        {
            Interlocked.Exchange(ref _unreported, null);
            throw;
        }
        finally
        {
            Interlocked.Decrement(ref _flushing);
        }
    }

    /// <summary>What is still waiting, stream by stream, for a report.</summary>
    public string DescribeWaiting() =>
        string.Join(", ", _streams.Values.Where(stream => stream.Waiting > 0).Select(stream => $"{stream.Waiting} records of {stream.Id}"));

    /// <summary>Stops the drain loop; flush first to lose nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        _dirty.Writer.TryComplete();
        await _closing.CancelAsync().ConfigureAwait(false);
        await _drain.ConfigureAwait(false);
        await _merging.DisposeAsync().ConfigureAwait(false);
        await _sink.DisposeAsync().ConfigureAwait(false);
        foreach (var stream in _streams.Values)
            stream.Dispose();
        _closing.Dispose();
        await _hurry.DisposeAsync().ConfigureAwait(false);
    }

    private RecordStream Open(StreamId id)
    {
        _sink.Admit(id);
        return new RecordStream(id, Options, BecameDirty, BatchIsFull, () => Closing);
    }

    /// <summary>Entries of a track wait for others to merge with; other records are written at once.</summary>
    private void BecameDirty(RecordStream stream)
    {
        if (stream.Id.Kind == RecordKind.Track)
            _merging.Add(stream);
        else
            _dirty.Writer.TryWrite(stream);
    }

    private void BatchIsFull(RecordStream stream)
    {
        _merging.Release(stream);
        _hurry.Ring();
    }

    /// <summary>Ends every rest, since somebody waits for the records.</summary>
    private void Hurry()
    {
        _merging.ReleaseAll();
        _hurry.Ring();
    }

    private async Task DrainAsync()
    {
        try
        {
            await foreach (var stream in _dirty.Reader.ReadAllAsync(_closing.Token).ConfigureAwait(false))
            {
                await WriteAsync(stream).ConfigureAwait(false);
                await RestAsync(Options.FlushInterval).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // The recorder was closed; what could not be written has been reported by then.
        }
    }

    private async Task WriteAsync(RecordStream stream)
    {
        var batch = stream.Take();
        if (batch is null)
            return;
        try
        {
            await _sink.WriteAsync(stream.Id, batch, _closing.Token).ConfigureAwait(false);
            stream.Succeeded();
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            var reason = fault as MlDashException
                ?? new StorageException("WriteFailed", $"{stream.Id} could not be written. {fault.Message}", "The records are kept and retried.", fault);
            // Noted before the waiting callers get it, so that they can take it back.
            if (stream.Attempts == Options.MaxRetries)
                Interlocked.Exchange(ref _unreported, reason);
            stream.Failed(reason);
            _ = RetryLaterAsync(stream);
        }
    }

    private async Task RetryLaterAsync(RecordStream stream)
    {
        var backoff = new Backoff(Options.RetryBaseDelay, Options.RetryMaxDelay);
        try
        {
            await Task.Delay(backoff.PauseAfter(stream.Attempts), _clock, _closing.Token).ConfigureAwait(false);
            stream.Requeue();
        }
        catch (OperationCanceledException)
        {
            // Closed while waiting; there is no next try.
        }
    }

    /// <summary>Pauses, unless somebody waits for the records.</summary>
    private async Task RestAsync(TimeSpan pause)
    {
        if (Volatile.Read(ref _flushing) == 0)
            await _hurry.WaitAsync(pause, _closing.Token).ConfigureAwait(false);
    }
}
