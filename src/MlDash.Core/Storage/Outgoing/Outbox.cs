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

    /// <summary>When an unreachable server is asked again, as a timestamp of the clock.</summary>
    private long _nextTry;

    /// <summary>Whether something was left out because the server was resting.</summary>
    private volatile bool _owes;

    /// <param name="sender">Sends.</param>
    /// <param name="server">Where to.</param>
    /// <param name="warn">Called when the server is unreachable.</param>
    /// <param name="offline">Whether nothing is to be sent at all.</param>
    public Outbox(ExperimentSender sender, ServerClient server, Action<string> warn, bool offline)
    {
        (_sender, _server, _warn) = (sender, server, warn);
        _news = new Bell(server.Options.Clock);
        IsOffline = offline;
        _loop = offline ? Task.CompletedTask : Task.WhenAll(Task.Run(RunAsync), Task.Run(GiveSignsAsync));
    }

    /// <summary>Whether nothing is to be sent at all.</summary>
    public bool IsOffline { get; }

    /// <summary>Whether the last request failed.</summary>
    public bool IsAway => Volatile.Read(ref _failures) > 0;

    /// <summary>Whether the server was unreachable and its next try is not due yet.</summary>
    private bool IsResting => IsAway && _server.Options.Clock.GetTimestamp() < Volatile.Read(ref _nextTry);

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
    /// <param name="evenIfAway">Whether a server that was unreachable is asked again before its next try is due.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether the server has everything.</returns>
    public Task<bool> FlushAsync(bool evenIfAway, CancellationToken cancellationToken) => SendWaitingAsync(_sender.SendAsync, evenIfAway, cancellationToken);

    /// <summary>Sends everything and the final status; when the server is unreachable, or refuses, it ends with a warning instead.</summary>
    /// <returns>Whether the server has everything.</returns>
    public Task<bool> CompleteAsync(CancellationToken cancellationToken) => SendWaitingAsync(_sender.SendAllAsync, evenIfAway: true, cancellationToken);

    /// <summary>
    /// Does something with the server; when it is unreachable, or refuses, it ends with a warning instead. An unreachable server is not asked before its next
    /// try is due, so that one call at most waits for a server that hangs; the loop then sends what is on the disk.
    /// </summary>
    /// <returns>Whether it was done.</returns>
    public Task<bool> TryAsync(Func<CancellationToken, Task> send, CancellationToken cancellationToken) => TryAsync(send, evenIfAway: false, cancellationToken);

    /// <summary>Notes a failure of a request that was made elsewhere.</summary>
    public void Failed(MlDashException fault)
    {
        _server.Retries = 0;
        var failures = Interlocked.Increment(ref _failures);
        // A refusal comes at once, so asking again costs nobody any time.
        Volatile.Write(ref _nextTry, fault is NetworkException { IsTransient: true } ? TimestampAfter(_server.Options.PauseAfter(failures, null)) : 0);
        if (failures > 1 && fault.ErrorId == _lastReason)
            return;
        // One warning an absence; another one only when the reason is another.
        if (_lastReason is null || fault is not NetworkException { IsTransient: true })
        {
            _warn($"{fault.Message} Recording of '{_sender.Path}' continues on this machine; Sync-MlDashExperiment sends what is not sent by the end.");
        }

        _lastReason = fault.ErrorId;
    }

    /// <summary>Sends nothing by itself any more; when this ends, nothing of the experiment is in use here.</summary>
    public async Task StopAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        _closing.Dispose();
        _round.Dispose();
        await _news.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<bool> TryAsync(Func<CancellationToken, Task> send, bool evenIfAway, CancellationToken cancellationToken)
    {
        if (IsOffline || (!evenIfAway && IsSkipped()))
            return false;
        await _round.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // It may have gone away while this call waited for another.
            if (!evenIfAway && IsSkipped())
                return false;
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
            Failed(
                new StorageException(
                    "SendingFailed",
                    $"Sending '{_sender.Path}' failed: {fault.Message}",
                    "Send it later with Sync-MlDashExperiment.",
                    fault)
                { Target = _sender.Path.Value });
            return false;
        }
        finally
        {
            _round.Release();
        }
    }

    private Task<bool> SendWaitingAsync(Func<CancellationToken, Task> send, bool evenIfAway, CancellationToken cancellationToken) => TryAsync(
        token =>
        {
            lock (_waiting)
                _waiting.Clear();
            return send(token);
        },
        evenIfAway,
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
                var owes = _owes && !IsResting;
                if (due.Count == 0 && !owes)
                    continue;
                _owes &= !owes;
                // The loop makes a pause of its own after a failure.
                Func<CancellationToken, Task> send = owes ? _sender.SendAsync : token => _sender.SendStreamsAsync(due, token);
                if (await TryAsync(send, evenIfAway: true, _closing.Token).ConfigureAwait(false))
                    continue;
                _owes |= owes;
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

    private async Task GiveSignsAsync()
    {
        try
        {
            await new ServerHeartbeat(_sender, _server, () => IsResting).RunAsync(_closing.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // Closed; whether it has ended is said by its status.
        }
    }

    /// <summary>Whether a call is left out because the server rests; the loop makes up for it.</summary>
    private bool IsSkipped()
    {
        if (!IsResting)
            return false;
        _owes = true;
        _news.Ring();
        return true;
    }

    private long TimestampAfter(TimeSpan pause) => _server.Options.Clock.GetTimestamp() + (long)(pause.TotalSeconds * _server.Options.Clock.TimestampFrequency);

    /// <summary>How long until the oldest waiting record has waited enough, or what was left out is due.</summary>
    private TimeSpan NextDue()
    {
        var clock = _server.Options.Clock;
        var left = TimeSpan.MaxValue;
        if (_owes)
            left = clock.GetElapsedTime(clock.GetTimestamp(), Volatile.Read(ref _nextTry));
        lock (_waiting)
        {
            if (_waiting.Count > 0 && _server.Options.Interval - clock.GetElapsedTime(_waiting.Values.Min(waiting => waiting.Since)) is var wait && wait < left)
                left = wait;
        }

        return left == TimeSpan.MaxValue ? Timeout.InfiniteTimeSpan : left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>
    /// Takes the streams that have waited long enough, whole, and the full batches of the others. Where a request carries several, all that wait go with the
    /// first.
    /// </summary>
    private List<(StreamId Stream, int Batches)> TakeDue()
    {
        var due = new List<(StreamId, int)>();
        lock (_waiting)
        {
            var isTimeOfAll = _server.TakesBatches
                && _waiting.Values.Any(waiting => _server.Options.Clock.GetElapsedTime(waiting.Since) >= _server.Options.Interval);
            foreach (var (stream, (count, since)) in _waiting.ToList())
            {
                var size = _server.Options.BatchSizeOf(stream.Kind);
                if (isTimeOfAll || _server.Options.Clock.GetElapsedTime(since) >= _server.Options.Interval)
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
