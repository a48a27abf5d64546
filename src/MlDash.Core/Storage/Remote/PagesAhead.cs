namespace MlDash.Storage.Remote;

/// <summary>
/// Asks for the next pages of a sequence while one is worked on. Pages end where the server's chunks end, so that each is read from one. A page that came
/// shorter than it was asked for is followed by the page that really comes next.
/// </summary>
internal sealed class PagesAhead : IDisposable
{
    private const int MostAhead = 4;

    private readonly Func<long, long, CancellationToken, Task<byte[]>> _ask;
    private readonly long _total;
    private readonly CancellationToken _cancellationToken;
    private readonly Queue<(long Start, Task<byte[]> Page)> _asked = new();
    private CancellationTokenSource _asking;
    private int _size;
    private int _most = MostAhead;
    private long _next;

    /// <param name="ask">Asks for a page: from which record, and how many.</param>
    /// <param name="size">Records of a page.</param>
    /// <param name="total">How many records there are.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public PagesAhead(Func<long, long, CancellationToken, Task<byte[]>> ask, int size, long total, CancellationToken cancellationToken)
    {
        (_ask, _size, _total, _cancellationToken) = (ask, size, total, cancellationToken);
        _asking = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    }

    /// <summary>The page that begins with a record.</summary>
    public Task<byte[]> TakeAsync(long start)
    {
        if (_asked.Count > 0 && _asked.Peek().Start != start)
        {
            Drop();
            // A server with pages of its own size: what is asked for ahead would be wrong again.
            _most = 1;
        }

        if (_asked.Count == 0)
            _next = start;
        for (; _asked.Count < _most && _next < _total; _next = ((_next / _size) + 1) * _size)
            _asked.Enqueue((_next, _ask(_next, _size - (_next % _size), _asking.Token)));
        return _asked.Dequeue().Page;
    }

    /// <summary>Halves the pages.</summary>
    /// <returns>False when they have one record already.</returns>
    public bool TryShorten()
    {
        Drop();
        if (_size == 1)
            return false;
        _size /= 2;
        return true;
    }

    public void Dispose()
    {
        Drop();
        _asking.Dispose();
    }

    private void Drop()
    {
        _asking.Cancel();
        foreach (var (_, page) in _asked)
            page.ContinueWith(static ended => ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        _asked.Clear();
        _asking.Dispose();
        _asking = CancellationTokenSource.CreateLinkedTokenSource(_cancellationToken);
    }
}
