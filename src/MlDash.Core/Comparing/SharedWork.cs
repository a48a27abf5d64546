namespace MlDash.Comparing;

/// <summary>Work that many callers wait for and one does. It ends with its result, or when the last caller has gone.</summary>
/// <param name="work">The work.</param>
internal sealed class SharedWork<T>(Func<CancellationToken, Task<T>> work)
{
    private readonly object _lock = new();
    private Round? _current;

    /// <summary>Waits for the round that is under way, or begins one.</summary>
    /// <param name="cancellationToken">Ends the waiting of this caller.</param>
    public async Task<T> JoinAsync(CancellationToken cancellationToken)
    {
        Round round;
        lock (_lock)
        {
            if (_current is null || _current.Result.IsCompleted)
                _current = new(work);
            round = _current;
            round.Callers++;
        }

        try
        {
            return await round.Result.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (_lock)
            {
                if (--round.Callers == 0 && !round.Result.IsCompleted)
                {
                    _current = null;
                    round.End.Cancel();
                }
            }
        }
    }

    private sealed class Round
    {
        public Round(Func<CancellationToken, Task<T>> work) => Result = Task.Run(() => work(End.Token));

        public CancellationTokenSource End { get; } = new();

        public Task<T> Result { get; }

        public int Callers { get; set; }
    }
}
