namespace MlDash.Recording;

/// <summary>
/// What a loop waits at: somebody rings, or the time that it is to wait is over by the clock it was given. Rings that come while nobody waits count as one,
/// and end the next wait at once. A wait may end early, so that whoever waits looks for itself whether there is something to do.
/// </summary>
internal sealed class Bell : IAsyncDisposable
{
    private readonly SemaphoreSlim _rung = new(0);
    private readonly ITimer _timer;

    public Bell(TimeProvider clock) =>
        _timer = clock.CreateTimer(static bell => ((Bell)bell!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Ends the wait.</summary>
    public void Ring()
    {
        if (_rung.CurrentCount == 0)
            _rung.Release();
    }

    /// <summary>Waits for a ring; one caller at a time.</summary>
    /// <param name="most">The longest that it waits.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task WaitAsync(TimeSpan most, CancellationToken cancellationToken)
    {
        _timer.Change(most, Timeout.InfiniteTimeSpan);
        await _rung.WaitAsync(cancellationToken).ConfigureAwait(false);
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public async ValueTask DisposeAsync()
    {
        // Not before a ring of the timer that is under way has ended.
        await _timer.DisposeAsync().ConfigureAwait(false);
        _rung.Dispose();
    }
}
