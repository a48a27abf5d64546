using MlDash.Client;
using MlDash.Recording;
using MlDash.Records;

namespace MlDash.Storage.Outgoing;

/// <summary>
/// Sends what an open experiment records while it records: full batches at once, others after a while, everything on a flush. While the server is unreachable
/// records stay where they are, on disk, and one warning says so; when it is back they go in order.
/// </summary>
internal sealed class Outbox : IAsyncDisposable
{
    private readonly ExperimentSender _sender;
    private readonly ServerClient _server;
    private readonly Action<string> _warn;
    private readonly Dictionary<StreamId, (long Count, long Since)> _waiting = [];
    private readonly Bell _news;
    private readonly SemaphoreSlim _round = new(1);
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _loop;
    private string? _lastReason;
    private int _failures;

    /// <param name="sender">Sends.</param>
    /// <param name="server">Where to.</param>
    /// <param name="warn">Called when the server is unreachable.</param>
    /// <param name="offline">Whether nothing is to be sent at all.</param>
    public Outbox(ExperimentSender sender, ServerClient server, Action<string> warn, bool offline)
    {
        (_sender, _server, _warn) = (sender, server, warn);
        _news = new Bell(server.Options.Clock);
        IsOffline = offline;
        _loop = offline ? Task.CompletedTask : Task.Run(RunAsync);
    }

    /// <summary>Whether nothing is to be sent at all.</summary>
    public bool IsOffline { get; }

    /// <summary>Whether the last request failed.</summary>
    public bool IsAway => Volatile.Read(ref _failures) > 0;

    /// <summary>Sends.</summary>
    public ExperimentSender Sender => _sender;

    /// <summary>Told that records of a stream are on the disk.</summary>
    public void Notify(StreamId stream, int count)
    {
        bool full;
        lock (_waiting)
        {
            var (before, since) = _waiting.GetValueOrDefault(stream, (0, _server.Options.Clock.GetTimestamp()));
            _waiting[stream] = (before + count, since);
            full = before == 0 || before + count >= _server.Options.BatchSizeOf(stream.Kind);
        }

        if (full)
            _news.Ring();
    }

    /// <summary>Sends everything; when the server is unreachable, or refuses, it ends with a warning instead.</summary>
    /// <returns>Whether the server has everything.</returns>
    public Task<bool> FlushAsync(CancellationToken cancellationToken) => SendWaitingAsync(_sender.SendAsync, cancellationToken);

    /// <summary>Sends everything and the final status; when the server is unreachable, or refuses, it ends with a warning instead.</summary>
    /// <returns>Whether the server has everything.</returns>
    public Task<bool> CompleteAsync(CancellationToken cancellationToken) => SendWaitingAsync(_sender.SendAllAsync, cancellationToken);

    /// <summary>Does something with the server; when it is unreachable, or refuses, it ends with a warning instead.</summary>
    /// <returns>Whether it was done.</returns>
    public async Task<bool> TryAsync(Func<CancellationToken, Task> send, CancellationToken cancellationToken)
    {
        if (IsOffline)
            return false;
        await _round.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var answered = _server.Answered;
            await send(cancellationToken).ConfigureAwait(false);
            // Work that had nothing to send says nothing about an unreachable server: its next failure is the same outage.
            if (_server.Answered != answered)
                Succeeded();
            return true;
        }
        catch (MlDashException fault)
        {
            Failed(fault);
            return false;
        }
#pragma warning disable CA1031 // Whatever goes wrong with sending, recording continues; the user gets a warning, and unsent records stay here.
        catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
        {
            Failed(new StorageException("SendingFailed", $"Sending '{_sender.Path}' failed: {fault.Message}", "Send it later with Sync-MlDashExperiment.", fault) { Target = _sender.Path.Value });
            return false;
        }
        finally
        {
            _round.Release();
        }
    }

    /// <summary>Notes a failure of a request that was made elsewhere.</summary>
    public void Failed(MlDashException fault)
    {
        _server.Retries = 0;
        if (Interlocked.Increment(ref _failures) > 1 && fault.ErrorId == _lastReason)
            return;
        // One warning an absence; another one only when the reason is another.
        if (_lastReason is null || fault is not NetworkException { IsTransient: true })
        {
            _warn($"{fault.Message} Recording of '{_sender.Path}' continues on this machine; Sync-MlDashExperiment sends what is not sent by the end.");
        }

        _lastReason = fault.ErrorId;
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _closing.Dispose();
        _round.Dispose();
        await _news.DisposeAsync().ConfigureAwait(false);
    }

    private Task<bool> SendWaitingAsync(Func<CancellationToken, Task> send, CancellationToken cancellationToken) => TryAsync(
        token =>
        {
            lock (_waiting)
                _waiting.Clear();
            return send(token);
        },
        cancellationToken);

    private void Succeeded()
    {
        _server.Retries = _server.Options.MaxRetries;
        _lastReason = null;
        Volatile.Write(ref _failures, 0);
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await _news.WaitAsync(NextDue(), _closing.Token).ConfigureAwait(false);
                var due = TakeDue();
                if (due.Count == 0)
                    continue;
                if (await TryAsync(token => SendAsync(due, token), _closing.Token).ConfigureAwait(false))
                    continue;
                foreach (var (stream, _) in due)
                    Notify(stream, _server.Options.BatchSizeOf(stream.Kind));
                await Task.Delay(_server.Options.PauseAfter(_failures, null), _server.Options.Clock, _closing.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // Closed; what is left stays on the disk.
        }
    }

    private async Task SendAsync(List<(StreamId Stream, int Batches)> due, CancellationToken cancellationToken)
    {
        foreach (var (stream, batches) in due)
            await _sender.SendStreamAsync(stream, batches, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>How long until the oldest waiting record has waited enough.</summary>
    private TimeSpan NextDue()
    {
        lock (_waiting)
        {
            if (_waiting.Count == 0)
                return Timeout.InfiniteTimeSpan;
            var left = _server.Options.Interval - _server.Options.Clock.GetElapsedTime(_waiting.Values.Min(waiting => waiting.Since));
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>Takes the streams that have waited long enough, whole, and the full batches of the others.</summary>
    private List<(StreamId Stream, int Batches)> TakeDue()
    {
        var due = new List<(StreamId, int)>();
        lock (_waiting)
        {
            foreach (var (stream, (count, since)) in _waiting.ToList())
            {
                var size = _server.Options.BatchSizeOf(stream.Kind);
                if (_server.Options.Clock.GetElapsedTime(since) >= _server.Options.Interval)
                {
                    due.Add((stream, int.MaxValue));
                    _waiting.Remove(stream);
                }
                else if (count >= size)
                {
                    due.Add((stream, (int)Math.Min(count / size, int.MaxValue)));
                    if (count % size == 0)
                        _waiting.Remove(stream);
                    else
                        _waiting[stream] = (count % size, _server.Options.Clock.GetTimestamp());
                }
            }
        }

        return due;
    }
}
