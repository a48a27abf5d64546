using System.Buffers;
using Microsoft.Win32.SafeHandles;
using MlDash.Errors;

namespace MlDash.Storage.Format;

/// <summary>
/// Reads the whole lines of a file that may grow meanwhile. Bytes after the last line feed are a line that is still being written,
/// or was torn by a kill: they are never returned.
/// </summary>
internal sealed class LineReader : IDisposable
{
    private const int Block = 256 * 1024;

    private readonly SafeFileHandle _file;
    private readonly bool _ownsFile;
    private readonly CancellationToken _cancellation;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(Block);
    private int _start;
    private int _scanned;
    private int _filled;

    private LineReader(SafeFileHandle file, bool ownsFile, long offset, CancellationToken cancellationToken)
    {
        _file = file;
        _ownsFile = ownsFile;
        _cancellation = cancellationToken;
        Offset = offset;
    }

    /// <summary>Where the next line begins.</summary>
    public long Offset { get; private set; }

    /// <summary>Opens a file at the beginning of a line; null when there is no such file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="offset">Where a line begins.</param>
    /// <param name="cancellationToken">Ends reading, within a block: also of lines nobody wants to see.</param>
    public static LineReader? Open(string path, long offset = 0, CancellationToken cancellationToken = default) =>
        OpenFile(path) is { } file ? new LineReader(file, ownsFile: true, offset, cancellationToken) : null;

    /// <summary>Reads an open file from the beginning of a line on. The file stays open.</summary>
    /// <param name="file">The file.</param>
    /// <param name="offset">Where a line begins.</param>
    /// <param name="cancellationToken">Ends reading, within a block.</param>
    public static LineReader Over(SafeFileHandle file, long offset, CancellationToken cancellationToken) =>
        new(file, ownsFile: false, offset, cancellationToken);

    /// <summary>Opens a data file so that others may write, replace and delete it meanwhile; null when there is none.</summary>
    /// <exception cref="StorageException">It cannot be read: a folder lies there, or the right is missing.</exception>
    public static SafeFileHandle? OpenFile(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException or PathTooLongException)
        {
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw DiskFaults.ExplainReading(path, fault);
        }
    }

    /// <summary>The first line of a file without the byte order mark that editors put in front of it.</summary>
    public static Span<byte> WithoutMark(Span<byte> firstLine) => firstLine.StartsWith("\uFEFF"u8) ? firstLine[3..] : firstLine;

    /// <summary>The next line without its end; the bytes are the reader's and may be changed until the next call.</summary>
    /// <returns>False at the end of the last whole line; a later call looks again.</returns>
    public bool TryRead(out Span<byte> line)
    {
        while (true)
        {
            var at = _buffer.AsSpan(_scanned, _filled - _scanned).IndexOf((byte)'\n');
            if (at >= 0)
            {
                var end = _scanned + at;
                line = Bare(_buffer.AsSpan(_start, end - _start), Offset);
                Offset += end + 1 - _start;
                _start = _scanned = end + 1;
                return true;
            }

            _scanned = _filled;
            if (!Fill())
            {
                line = default;
                return false;
            }
        }
    }

    /// <summary>Skips lines.</summary>
    public void Skip(long lines)
    {
        for (var hasMore = true; hasMore && lines > 0; lines--)
            hasMore = TryRead(out _);
    }

    /// <summary>The whole lines that are at hand, to be read by somebody else; null at the end of the last whole line.</summary>
    public LinePage? TakePage()
    {
        while (true)
        {
            var end = _start + _buffer.AsSpan(_start, _filled - _start).LastIndexOf((byte)'\n') + 1;
            if (end > _start)
            {
                var page = new LinePage(_buffer, _start, end, Offset);
                Offset += end - _start;
                var left = _buffer.AsSpan(end, _filled - end);
                _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(Block, left.Length));
                left.CopyTo(_buffer);
                (_start, _scanned, _filled) = (0, 0, left.Length);
                return page;
            }

            if (!Fill())
                return null;
        }
    }

    /// <summary>A line without what editors put around it: a carriage return at its end, a byte order mark before the first one.</summary>
    /// <param name="line">The line.</param>
    /// <param name="offset">Where it begins in the file.</param>
    internal static Span<byte> Bare(Span<byte> line, long offset)
    {
        if (!line.IsEmpty && line[^1] == (byte)'\r')
            line = line[..^1];
        return offset == 0 ? WithoutMark(line) : line;
    }

    public void Dispose()
    {
        if (_ownsFile)
            _file.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private bool Fill()
    {
        _cancellation.ThrowIfCancellationRequested();
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _filled - _start).CopyTo(_buffer);
            _filled -= _start;
            _scanned -= _start;
            _start = 0;
        }

        if (_filled == _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
            _buffer.AsSpan(0, _filled).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        var read = RandomAccess.Read(_file, _buffer.AsSpan(_filled), Offset + _filled);
        _filled += read;
        return read > 0;
    }
}
