using MlDash.Files;

namespace MlDash.Storage.Local;

/// <summary>
/// Changes the details of the files of one experiment, under the lock. A small document is rewritten at once. A large one gets the changed entries
/// as lines of <see cref="FilesLog"/>, and is rewritten when they have grown to a part of it, so that a file costs the same however many there are.
/// </summary>
internal sealed class FileRegister(LocalLayout layout, TimeProvider clock, Action<string> warn)
{
    /// <summary>A document of up to this many bytes, some hundred files, is rewritten for every change: other tools see it at once.</summary>
    private const int Small = 64 * 1024;

    /// <summary>The log is folded into the document when it has grown to this fraction of it (one part in n).</summary>
    private const int Part = 4;

    private static readonly HashSet<string> _none = [];

    /// <summary>What was read last, and what document and log were then; used under the lock alone.</summary>
    private FilesDocument? _read;
    private (long Length, DateTime Written, long Log) _stamp;

    /// <summary>Changes entries.</summary>
    /// <param name="change">The change.</param>
    /// <param name="known">Ids of files that the change puts in.</param>
    /// <param name="durable">Whether the change is on the disk afterwards, not merely written.</param>
    public T Change<T>(Func<FilesDocument, T> change, IReadOnlySet<string>? known = null, bool durable = false)
    {
        using var held = FileLock.Take(layout.FilesLock, clock);
        if (new FileInfo(layout.FilesMetadata) is not { Exists: true, Length: > Small })
        {
            var small = Read(known ?? _none);
            var result = change(small);
            Rewrite(small, durable);
            return result;
        }

        var large = Current(known ?? _none);
        _read = null;
        var changed = change(large);
        var log = FilesLog.Append(layout.FilesLog, large.TakeChanged(), durable);
        if (log > new FileInfo(layout.FilesMetadata).Length / Part)
            Fold();
        else
            Remember(large);
        return changed;
    }

    /// <summary>Brings the log into the document, so that other tools see every file.</summary>
    public void Settle()
    {
        if (!File.Exists(layout.FilesLog))
            return;
        using var held = FileLock.Take(layout.FilesLock, clock);
        if (File.Exists(layout.FilesLog))
            Fold();
    }

    /// <summary>Reads the disk again: other tools may have rewritten the document between two looks at its time and length.</summary>
    private void Fold()
    {
        var whole = Read(_none);
        Rewrite(whole, durable: true);
        Remember(whole);
    }

    /// <summary>The log goes only when all it says is in the document, on the disk.</summary>
    private void Rewrite(FilesDocument whole, bool durable)
    {
        var hasLog = File.Exists(layout.FilesLog);
        whole.Save(durable || hasLog);
        if (hasLog)
            DiskChanges.Delete(layout.FilesLog);
    }

    private FilesDocument Current(IReadOnlySet<string> known) =>
        _read is { } read && Stamp() == _stamp ? read : Read(known);

    private FilesDocument Read(IReadOnlySet<string> known) => FilesDocument.ReadToChange(layout, known, clock.GetUtcNow(), warn);

    private void Remember(FilesDocument read) => (_read, _stamp) = (read, Stamp());

    private (long Length, DateTime Written, long Log) Stamp()
    {
        var document = new FileInfo(layout.FilesMetadata);
        return document.Exists ? (document.Length, document.LastWriteTimeUtc, new FileInfo(layout.FilesLog) is { Exists: true } log ? log.Length : 0) : default;
    }
}
