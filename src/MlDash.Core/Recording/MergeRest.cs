namespace MlDash.Recording;

/// <summary>
/// Where streams wait until their merge window is over, each with a due time of its own, so that none of them holds back another stream.
/// Windows are of one length, so the first to come is the first to go.
/// </summary>
internal sealed class MergeRest : IAsyncDisposable
{
    private readonly object _gate = new();
    private readonly List<(RecordStream Stream, long Since)> _resting = [];
    private readonly TimeSpan _window;
    private readonly TimeProvider _clock;
    private readonly Func<bool> _isHurried;
    private readonly Action<RecordStream> _due;
    private readonly ITimer _timer;

    /// <param name="window">How long a stream waits.</param>
    /// <param name="clock">What tells the time.</param>
    /// <param name="isHurried">Whether somebody waits for the records, so that no stream is to wait.</param>
    /// <param name="due">Told when a stream has waited long enough.</param>
    public MergeRest(TimeSpan window, TimeProvider clock, Func<bool> isHurried, Action<RecordStream> due)
    {
        (_window, _clock, _isHurried, _due) = (window, clock, isHurried, due);
        _timer = clock.CreateTimer(static rest => ((MergeRest)rest!).ReleaseDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Lets a stream wait.</summary>
    public void Add(RecordStream stream)
    {
        lock (_gate)
        {
            // Looked at under the gate: whoever hurries after this releases the stream.
            if (_isHurried() || _window <= TimeSpan.Zero)
            {
                _due(stream);
                return;
            }

            _resting.Add((stream, _clock.GetTimestamp()));
            if (_resting.Count == 1)
                _timer.Change(_window, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Ends the wait of one stream; nothing when it does not wait.</summary>
    public void Release(RecordStream stream) => Release(resting => resting == stream);

    /// <summary>Ends every wait.</summary>
    public void ReleaseAll() => Release(_ => true);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void Release(Predicate<RecordStream> isMeant)
    {
        lock (_gate)
        {
            foreach (var (stream, _) in _resting.Where(resting => isMeant(resting.Stream)))
                _due(stream);
            _resting.RemoveAll(resting => isMeant(resting.Stream));
        }
    }

    private void ReleaseDue()
    {
        lock (_gate)
        {
            while (_resting.Count > 0)
            {
                var (stream, since) = _resting[0];
                if (_window - _clock.GetElapsedTime(since) is var left && left > TimeSpan.Zero)
                {
                    // No shorter than a timer can tell, or it would ring again and again.
                    var pause = left < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : left;
                    _timer.Change(pause, Timeout.InfiniteTimeSpan);
                    return;
                }

                _resting.RemoveAt(0);
                _due(stream);
            }
        }
    }
}
