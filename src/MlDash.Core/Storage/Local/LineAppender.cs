using Microsoft.Win32.SafeHandles;
using MlDash.Errors;
using MlDash.Files;
using MlDash.Json;
using MlDash.Recording;
using MlDash.Storage.Format;

namespace MlDash.Storage.Local;

/// <summary>
/// Appends batches to one file of lines: one lock, one write and one change of the counters a batch. A batch is in the file whole or not at all.
/// Before it writes, it repairs what a killed writer left: a torn last line is cut, counters behind the data are corrected.
/// A last record without its line feed is completed.
/// </summary>
/// <param name="top">The experiment's folder.</param>
/// <param name="folder">Where data and counters lie.</param>
/// <param name="dataFile">Name of the data file.</param>
/// <param name="lockFile">Name of the lock file.</param>
/// <param name="durable">Whether a batch is on the disk when it is written.</param>
/// <param name="clock">The clock that dates records.</param>
internal abstract class LineAppender(string top, string folder, string dataFile, string lockFile, bool durable, TimeProvider clock) : IDisposable
{
    private readonly PooledBuffer _lines = new();

    /// <summary>Length of the data file when this appender last let go of the lock; -1 before.</summary>
    private long _seenLength = -1;

    /// <summary>Counters behind the data: the data was written, the change of the counters failed.</summary>
    private bool _countersBehind;

    protected string Folder { get; } = folder;

    protected bool Durable { get; } = durable;

    protected TimeProvider Clock { get; } = clock;

    /// <summary>Writes a batch.</summary>
    /// <param name="what">What the batch is, for errors.</param>
    /// <param name="batch">The records.</param>
    /// <param name="cancellationToken">Ends the wait for the lock.</param>
    public void Append(string what, RecordBatch batch, CancellationToken cancellationToken) =>
        DiskFaults.Translate($"Writing {batch.Count} records of {what}", () =>
    {
        Directory.CreateDirectory(Folder);
        using var held = FileLock.Take(Path.Combine(Folder, lockFile), Clock, cancellationToken);
        using var data = File.OpenHandle(Path.Combine(Folder, dataFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        var end = RandomAccess.GetLength(data);
        if (_seenLength < 0)
            Begin();
        if (end != _seenLength)
        {
            end = StoredLine.EndWhole(data, end);
            CatchUp(data, _seenLength is var seen && seen >= 0 && seen <= end ? seen : -1, end);
        }

        if (!_countersBehind)
        {
            _lines.Truncate(0);
            FrameLines(batch, _lines);
            WriteLines(data, end);
            Count(batch);
            _seenLength = end + _lines.Length;
            _countersBehind = true;
        }

        WriteCounters(batch);
        _countersBehind = false;
    });

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => _lines.Dispose();

    /// <summary>Brings the counters up to the data, which others have written to.</summary>
    /// <param name="data">The data file; its last line is whole.</param>
    /// <param name="seen">Length up to which this appender has counted before, or -1.</param>
    /// <param name="end">Length of the data.</param>
    protected abstract void CatchUp(SafeFileHandle data, long seen, long end);

    /// <summary>Numbers the records of a batch and writes them as lines; changes no counter.</summary>
    protected abstract void FrameLines(RecordBatch batch, PooledBuffer lines);

    /// <summary>The batch is in the data file.</summary>
    protected abstract void Count(RecordBatch batch);

    /// <summary>Writes the counters beside the data.</summary>
    protected abstract void WriteCounters(RecordBatch batch);

    /// <summary>What the first batch of this appender does for its folder, under the lock.</summary>
    private void Begin()
    {
        Leftovers.Remove([Folder], Clock.GetUtcNow());
        if (Durable)
            DiskSync.FoldersUpTo(top, Folder);
    }

    private void WriteLines(SafeFileHandle data, long end)
    {
        try
        {
            RandomAccess.Write(data, _lines.WrittenSpan, end);
            if (Durable)
                RandomAccess.FlushToDisk(data);
        }
        catch
        {
            RandomAccess.SetLength(data, end);
            throw;
        }
    }
}
