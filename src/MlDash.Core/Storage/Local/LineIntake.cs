using Microsoft.Win32.SafeHandles;
using MlDash.Files;
using MlDash.Json;
using MlDash.Storage.Format;

namespace MlDash.Storage.Local;

/// <summary>
/// The lines of one stream that was recorded elsewhere, written page by page under the lock of the recorder. What an earlier call has written stays. As soon
/// as another process has written to the stream, nothing more is written: its records would be overwritten, or come between those of the other place.
/// A stream that is taken as a whole arrives beside the old one and takes its place when it is finished.
/// </summary>
internal sealed class LineIntake : IDisposable
{
    private readonly string _data;
    private readonly Func<FileLock> _takeLock;
    private readonly Action<LineEnd> _written;
    private readonly string? _arriving;
    private readonly SafeFileHandle? _arrivingFile;

    /// <summary>Length of the data file when this intake last let go of the lock.</summary>
    private long _seen;

    /// <summary>What this intake has written, or found: in the arriving file when there is one.</summary>
    private LineEnd _end;

    /// <param name="data">The data file.</param>
    /// <param name="expected">The length it should have; any other shows that someone else has written to it.</param>
    /// <param name="whole">Whether the stream is taken as a whole.</param>
    /// <param name="takeLock">Takes the lock of the stream.</param>
    /// <param name="written">Told what is in place now.</param>
    public LineIntake(string data, long expected, bool whole, Func<FileLock> takeLock, Action<LineEnd> written)
    {
        (_data, _takeLock, _written) = (data, takeLock, written);
        Directory.CreateDirectory(Path.GetDirectoryName(data)!);
        using var held = takeLock();
        if (LengthNow() != expected)
            return;
        IsAlone = true;
        _seen = expected;
        if (whole)
        {
            _arriving = SmallDocument.TemporaryBeside(data);
            _arrivingFile = File.OpenHandle(_arriving, FileMode.Create, FileAccess.ReadWrite, FileShare.Delete);
            return;
        }

        using var file = OpenData();
        _seen = StoredLine.EndWhole(file, expected);
        _end = new LineEnd(LineTail.CountLines(file, 0, _seen), _seen);
        Count = _end.Lines;
        _written(_end);
    }

    /// <summary>Whether no one else has written to the stream so far; once false, it stays so.</summary>
    public bool IsAlone { get; private set; }

    /// <summary>Lines, those of the page with them.</summary>
    public long Count { get; private set; }

    /// <summary>Lines that wait to be written.</summary>
    public PooledBuffer Page { get; } = new();

    /// <summary>The page has one more line, its end with it.</summary>
    public void EndLine() => Count++;

    /// <summary>Writes the page.</summary>
    /// <returns>False when someone else has written to the stream: the page is dropped.</returns>
    public bool Write()
    {
        if (_arrivingFile is not null)
            WritePage(_arrivingFile);
        else if (IsAlone)
            Append();
        Page.Truncate(0);
        return IsAlone;
    }

    /// <summary>Ends the stream: puts what was taken as a whole in its place, and writes the counters.</summary>
    /// <param name="writeCounters">Writes what stands beside the data; called under the lock.</param>
    /// <returns>False when someone else has written to the stream: data and counters stay as they are.</returns>
    public bool Finish(Action writeCounters)
    {
        if (!Write())
            return false;
        using var held = _takeLock();
        IsAlone = LengthNow() == _seen;
        if (!IsAlone)
            return false;
        if (_arrivingFile is not null)
        {
            _arrivingFile.Dispose();
            DiskChanges.Move(_arriving!, _data, overwrite: true);
            _seen = _end.Offset;
            _written(_end);
        }

        writeCounters();
        return true;
    }

    public void Dispose()
    {
        Page.Dispose();
        _arrivingFile?.Dispose();
        if (_arriving is not null)
            DiskChanges.Delete(_arriving);
    }

    private void Append()
    {
        using var held = _takeLock();
        using var file = OpenData();
        IsAlone = RandomAccess.GetLength(file) == _seen;
        if (!IsAlone)
            return;
        WritePage(file);
        _seen = _end.Offset;
        _written(_end);
    }

    private void WritePage(SafeFileHandle file)
    {
        try
        {
            RandomAccess.Write(file, Page.WrittenSpan, _end.Offset);
            _end = new LineEnd(Count, _end.Offset + Page.Length);
        }
        catch
        {
            RandomAccess.SetLength(file, _end.Offset);
            throw;
        }
    }

    private long LengthNow()
    {
        using var file = LineReader.OpenFile(_data);
        return file is null ? 0 : RandomAccess.GetLength(file);
    }

    private SafeFileHandle OpenData() => File.OpenHandle(_data, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
}

/// <summary>A place in a file of lines.</summary>
/// <param name="Lines">Whole lines before it.</param>
/// <param name="Offset">Bytes before it.</param>
internal readonly record struct LineEnd(long Lines, long Offset)
{
    /// <summary>Where the whole lines among the first <paramref name="length"/> bytes of a file end; the begin when there is no such file.</summary>
    public static LineEnd Of(string path, long length = long.MaxValue)
    {
        using var file = LineReader.OpenFile(path);
        if (file is null)
            return default;
        var end = LineTail.WholeLength(file, Math.Min(length, RandomAccess.GetLength(file)));
        return new LineEnd(LineTail.CountLines(file, 0, end), end);
    }
}
