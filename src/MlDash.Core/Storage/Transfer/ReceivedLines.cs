using MlDash.Files;
using MlDash.Json;
using MlDash.Storage.Format;

namespace MlDash.Storage.Transfer;

/// <summary>
/// A data file that is received page by page; what an earlier call has written stays, a torn last line is cut. One that is received as a whole arrives beside
/// the old one and takes its place when it is finished.
/// </summary>
internal sealed class ReceivedLines : IDisposable
{
    private readonly Microsoft.Win32.SafeHandles.SafeFileHandle _file;
    private readonly PooledBuffer _page = new();
    private readonly string _path;
    private readonly string _arriving;
    private long _end;

    /// <param name="path">The file.</param>
    /// <param name="whole">Whether it is received as a whole.</param>
    public ReceivedLines(string path, bool whole = false)
    {
        (_path, _arriving) = (path, whole ? path + ".mldash-arriving" : path);
        _file = File.OpenHandle(_arriving, whole ? FileMode.Create : FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
        var length = RandomAccess.GetLength(_file);
        _end = LineTail.WholeLength(_file, length);
        if (_end < length)
            RandomAccess.SetLength(_file, _end);
        Count = LineTail.CountLines(_file, 0, _end);
    }

    /// <summary>Lines, those that wait to be written with them.</summary>
    public long Count { get; private set; }

    /// <summary>Whole lines of a file; 0 when there is none.</summary>
    public static long CountOf(string path)
    {
        if (!File.Exists(path))
            return 0;
        using var file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
        return LineTail.CountLines(file, 0, LineTail.WholeLength(file, RandomAccess.GetLength(file)));
    }

    /// <summary>Puts a line, its end with it, behind the others.</summary>
    public void Add(byte[] line)
    {
        _page.Write(line);
        Count++;
    }

    /// <summary>Writes what was added.</summary>
    public void Write()
    {
        RandomAccess.Write(_file, _page.WrittenSpan, _end);
        _end += _page.Length;
        _page.Truncate(0);
    }

    /// <summary>Puts a file that was received as a whole in its place.</summary>
    public void Finish()
    {
        if (_arriving != _path)
            DiskChanges.Move(_arriving, _path, overwrite: true);
    }

    public void Dispose()
    {
        _page.Dispose();
        _file.Dispose();
    }
}
