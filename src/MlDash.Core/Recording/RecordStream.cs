using System.Text.Json;
using MlDash.Json;
using MlDash.Records;

namespace MlDash.Recording;

/// <summary>Writes a caller's record as one JSON object; what a store wants to know beside its bytes is noted in the batch.</summary>
internal delegate void RecordSerializer<in TRecord>(Utf8JsonWriter writer, TRecord record, RecordBatch batch);

/// <summary>
/// The waiting end of one stream: callers put records in as bytes, the drain loop takes what waits as one batch.
/// Any number of callers, one drain loop. Order is the order in which callers got in.
/// </summary>
internal sealed class RecordStream : IDisposable
{
    private readonly object _gate = new();
    private readonly RecordingOptions _options;
    private readonly Action<RecordStream> _becameDirty;
    private readonly Action<RecordStream> _batchIsFull;
    private readonly int _batchSize;
    private readonly Func<bool> _isClosing;
    private readonly List<Waiter> _waiters = [];
    private readonly Utf8JsonWriter _writer;

    private RecordBatch _filling = new();
    private RecordBatch? _spare = new();
    private bool _queued;
    private long _appended;
    private long _written;
    private long _tries;

    /// <param name="id">What the stream is.</param>
    /// <param name="options">How to write.</param>
    /// <param name="becameDirty">Told when there is something to write, once until it is taken.</param>
    /// <param name="batchIsFull">Told when as much waits as makes a batch.</param>
    /// <param name="isClosing">Whether records are still taken.</param>
    public RecordStream(StreamId id, RecordingOptions options, Action<RecordStream> becameDirty, Action<RecordStream> batchIsFull, Func<bool> isClosing)
    {
        _batchIsFull = batchIsFull;
        _batchSize = options.BatchSizeOf(id.Kind);
        Id = id;
        _options = options;
        _becameDirty = becameDirty;
        _isClosing = isClosing;
        _writer = new Utf8JsonWriter(_filling.Bytes, ValueWriter.Options);
    }

    public StreamId Id { get; }

    /// <summary>The failure the drain loop could not overcome so far; null once a write succeeded again.</summary>
    public MlDashException? Fault { get; private set; }

    /// <summary>Failed tries in a row of the batch at the head.</summary>
    public int Attempts { get; private set; }

    /// <summary>The batch that is being written, kept until it is.</summary>
    public RecordBatch? Head { get; private set; }

    /// <summary>Records accepted and not yet written.</summary>
    public long Waiting
    {
        get
        {
            lock (_gate)
                return _appended - _written;
        }
    }

    /// <summary>Queues one record.</summary>
    /// <returns>What to give <see cref="WhenWritten"/> to wait for this record.</returns>
    /// <exception cref="StorageException"><c>QueueFull</c>: nothing can be written and no more fits; the record was not taken.</exception>
    /// <exception cref="ExperimentException"><c>ExperimentCompleted</c>: the recorder is closing; the record was not taken.</exception>
    public long Append<TRecord>(TRecord record, RecordSerializer<TRecord> serialize, double timestamp = 0, SeriesDescription? description = null)
    {
        bool wake, isFull;
        long ticket;
        lock (_gate)
        {
            while (_filling.Length >= _options.MaxPendingBytes)
                WaitForRoom();

            // Looked at under the gate: what gets in before the recorder closes is seen by the flush that follows.
            if (_isClosing())
            {
                throw new ExperimentException(
                    "ExperimentCompleted",
                    $"A record of {Id} was refused: the experiment is being completed.",
                    "To continue it, run Start-MlDashExperiment with the same prefix.")
                { Category = FaultCategory.InvalidOperation };
            }

            try
            {
                _writer.Reset(_filling.Bytes);
                serialize(_writer, record, _filling);
                _writer.Flush();
            }
            catch
            {
                _filling.AbandonRecord();
                throw;
            }

            _filling.EndRecord(timestamp);
            if (description is not null)
                _filling.Description = description.After(_filling.Description);
            ticket = ++_appended;
            // A batch that is being written, or rests after a failure, brings the stream back by itself.
            wake = !_queued && Head is null;
            _queued |= wake;
            isFull = _filling.Count == _batchSize;
        }

        if (wake)
            _becameDirty(this);
        if (isFull)
            _batchIsFull(this);
        return ticket;
    }

    /// <summary>
    /// A task that ends when all records up to <paramref name="ticket"/> are written, or fails when they cannot be. A try that had begun before this call
    /// tells nothing of how things are now, so its failure is not the caller's.
    /// </summary>
    public Task WhenWritten(long ticket)
    {
        lock (_gate)
        {
            if (_written >= ticket)
                return Task.CompletedTask;
            var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add(new Waiter(ticket, _tries, waiter));
            return waiter.Task;
        }
    }

    /// <summary>A task that ends when all that was appended before this call is written.</summary>
    public Task WhenDrained()
    {
        lock (_gate)
            return WhenWritten(_appended);
    }

    /// <summary>The batch to write now: the one that failed before, else what has been waiting; null when there is none.</summary>
    public RecordBatch? Take()
    {
        lock (_gate)
        {
            _queued = false;
            if (Head is null && _filling.Count == 0)
                return null;
            _tries++;
            if (Head is not null)
                return Head;
            Head = _filling;
            _filling = _spare ?? new RecordBatch();
            _spare = null;
            Monitor.PulseAll(_gate);
            return Head;
        }
    }

    /// <summary>The head is written.</summary>
    public void Succeeded()
    {
        lock (_gate)
        {
            _written += Head!.Count;
            Head.Clear();
            _spare = Head;
            Head = null;
            Fault = null;
            Attempts = 0;
            for (var i = _waiters.Count - 1; i >= 0; i--)
            {
                if (_waiters[i].Target > _written)
                    continue;
                _waiters[i].Done.SetResult();
                _waiters.RemoveAt(i);
            }

            if (_filling.Count > 0 && !_queued)
            {
                _queued = true;
                _becameDirty(this);
            }

            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>The head could not be written; it stays the head. After enough retries the waiting callers get the error.</summary>
    public void Failed(MlDashException reason)
    {
        bool isAwaited;
        lock (_gate)
        {
            if (++Attempts <= _options.MaxRetries)
                return;
            Fault = reason;
            foreach (var waiter in _waiters.Where(waiter => waiter.Seen < _tries))
                waiter.Done.SetException(reason);
            _waiters.RemoveAll(waiter => waiter.Seen < _tries);
            isAwaited = _waiters.Count > 0;
            Monitor.PulseAll(_gate);
        }

        if (isAwaited)
            Requeue();
    }

    /// <summary>Puts the stream into the queue of the drain loop again, if it is not there.</summary>
    public void Requeue()
    {
        lock (_gate)
        {
            if (_queued)
                return;
            _queued = true;
        }

        _becameDirty(this);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _writer.Dispose();
            _filling.Dispose();
            _spare?.Dispose();
            Head?.Dispose();
        }
    }

    private void WaitForRoom()
    {
        if (Fault is { } fault)
        {
            throw new StorageException(
                "QueueFull",
                $"A record of {Id} was not queued: {_appended - _written} records wait for a disk that cannot be written to. {fault.Message}",
                fault.RecommendedAction,
                fault);
        }

        Monitor.Wait(_gate, TimeSpan.FromSeconds(1));
    }

    /// <param name="Target">The last record that has to be written.</param>
    /// <param name="Seen">The tries that had begun when the wait began.</param>
    /// <param name="Done">Ends the wait.</param>
    private readonly record struct Waiter(long Target, long Seen, TaskCompletionSource Done);
}
