using System.Collections.Concurrent;

namespace MlDash.Server.Stores.Sqlite;

/// <summary>The sessions that read. Each is lent to one reader at a time; some stay open for the next ones.</summary>
/// <param name="open">Opens one more.</param>
internal sealed class SqliteReaders(Func<SqliteSession> open) : IDisposable
{
    private static readonly int _mostIdle = Math.Max(8, 2 * Environment.ProcessorCount);
    private readonly ConcurrentBag<SqliteSession> _idle = [];
    private volatile bool _isClosed;

    /// <summary>A session, which goes back when the result is disposed.</summary>
    public Loan Borrow() => new(this, _idle.TryTake(out var session) ? session : open());

    public void Dispose()
    {
        _isClosed = true;
        while (_idle.TryTake(out var session))
            session.Dispose();
    }

    private void Return(SqliteSession session)
    {
        if (_isClosed || _idle.Count >= _mostIdle)
            session.Dispose();
        else
            _idle.Add(session);
        // It may have been closed between the question and the addition.
        if (_isClosed)
            Dispose();
    }

    /// <summary>A session that was lent.</summary>
    public readonly struct Loan(SqliteReaders owner, SqliteSession session) : IDisposable
    {
        public SqliteSession Session => session;

        public void Dispose() => owner.Return(session);
    }
}
