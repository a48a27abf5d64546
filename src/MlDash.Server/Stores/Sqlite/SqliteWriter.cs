using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace MlDash.Server.Stores.Sqlite;

/// <summary>
/// The one writing connection. Writes that wait together are committed together: one sync of the disk for all of them.
/// Each write stands alone; one that fails takes nothing with it.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    private const int MostInOneCommit = 256;
    private readonly Channel<Write> _queue = Channel.CreateBounded<Write>(new BoundedChannelOptions(4096) { SingleReader = true });
    private readonly SqliteSession _session;
    private readonly AutoResetEvent _news = new(initialState: false);
    private readonly Thread _loop;
    private long _committed;

    public SqliteWriter(SqliteSession session)
    {
        _session = session;
        _loop = new Thread(Run) { IsBackground = true, Name = "sqlite writer" };
        _loop.Start();
    }

    /// <summary>How long ago a write was last committed.</summary>
    public TimeSpan SinceCommit => Stopwatch.GetElapsedTime(Interlocked.Read(ref _committed));

    public async Task<T> RunAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellationToken)
    {
        var write = new Write<T>(work);
        await _queue.Writer.WriteAsync(write, cancellationToken);
        return await write.Done.Task;
    }

    public void Dispose()
    {
        _queue.Writer.TryComplete();
        _loop.Join();
        _session.Dispose();
        _news.Dispose();
    }

    private void Run()
    {
        var together = new List<Write>(MostInOneCommit);
        while (WaitForWrites())
        {
            together.Clear();
            while (together.Count < MostInOneCommit && _queue.Reader.TryRead(out var write))
                together.Add(write);
            Commit(together);
        }
    }

    /// <summary>Waits for writes; false when none will come. To wait for a task would first keep a processor busy for a while, after each commit.</summary>
    private bool WaitForWrites()
    {
        var more = _queue.Reader.WaitToReadAsync().AsTask();
        if (!more.IsCompleted)
        {
            more.ContinueWith(_ => _news.Set(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            _news.WaitOne();
        }
#pragma warning disable RS0030 // It is over.
        return more.GetAwaiter().GetResult();
#pragma warning restore RS0030
    }

    private void Commit(List<Write> together)
    {
        try
        {
            _session.Execute("BEGIN IMMEDIATE");
            foreach (var write in together)
            {
                _session.Execute("SAVEPOINT one");
                if (!write.TryRun(_session))
                    _session.Execute("ROLLBACK TO one");
                _session.Execute("RELEASE one");
            }
            _session.Execute("COMMIT");
            // A group of which every write failed says nothing of the disk.
            if (together.Exists(w => w.Failure is null))
                Interlocked.Exchange(ref _committed, Stopwatch.GetTimestamp());
        }
#pragma warning disable CA1031 // Passed to all waiting callers; the loop continues with the next group.
        catch (Exception e)
#pragma warning restore CA1031
        {
            // The disk is full, or the file is gone: nothing of this group is written. The first write that failed knows why.
            TryRollback();
            var reason = together.Select(w => w.Failure).FirstOrDefault(f => f is not null && StoreFaults.IsFull(f)) ?? e;
            foreach (var write in together)
                write.Fail(reason);
            return;
        }
        foreach (var write in together)
            write.Complete();
    }

    private void TryRollback()
    {
        try
        {
            _session.Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // SQLite has rolled back by itself.
        }
    }

    private abstract class Write
    {
        /// <summary>Why the write failed by itself, or null.</summary>
        public Exception? Failure { get; protected set; }

        public abstract bool TryRun(SqliteSession session);

        public abstract void Complete();

        public abstract void Fail(Exception reason);
    }

    private sealed class Write<T>(Func<SqliteSession, T> work) : Write
    {
        private T? _result;

        public TaskCompletionSource<T> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override bool TryRun(SqliteSession session)
        {
            try
            {
                _result = work(session);
                return true;
            }
#pragma warning disable CA1031 // Handed to the one who waits for this write.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Failure = e;
                return false;
            }
        }

        public override void Complete()
        {
            if (Failure is null)
                Done.TrySetResult(_result!);
            else
                Done.TrySetException(Failure);
        }

        public override void Fail(Exception reason) => Done.TrySetException(reason);
    }
}
