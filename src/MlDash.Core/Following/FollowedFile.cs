using Microsoft.Win32.SafeHandles;

namespace MlDash.Following;

/// <summary>A file that is read as it grows.</summary>
/// <param name="path">Full path of the file.</param>
/// <param name="rows">Makes rows of its bytes.</param>
internal sealed class FollowedFile(string path, FileRows rows)
{
    private const int BlockSize = 64 * 1024;
    private const int MarkSize = 64;

    private byte[] _mark = [];
    private long _position;

    /// <summary>Full path of the file.</summary>
    public string Path => path;

    /// <summary>How many rows were damaged and left out.</summary>
    public long Damaged => rows.Damaged;

    /// <summary>Why it could not be read at the last attempt; null when it could.</summary>
    public string? Fault { get; private set; }

    /// <summary>Leaves out what stands in the file already.</summary>
    public void BeginAtEnd() => Try(() =>
    {
        if (Length == 0)
            return;
        using var file = Open();
        var length = RandomAccess.GetLength(file);
        var head = new byte[Math.Min(length, BlockSize)];
        head = head[..ReadAt(file, head, 0)];
        _position = length;
        _mark = MarkAt(file, length);
        rows.BeginAtEnd(head, isCut: _mark.Length > 0 && _mark[^1] != (byte)'\n');
    });

    /// <summary>Reads what the file has now.</summary>
    public void Read(CancellationToken cancellationToken) => Try(() =>
    {
        if (Length == _position)
            return;
        using var file = Open();
        var length = RandomAccess.GetLength(file);
        if (length < _position || !MarkAt(file, _position).AsSpan().SequenceEqual(_mark))
        {
            _position = 0;
            _mark = [];
            rows.Restart();
        }

        var block = new byte[Math.Min(BlockSize, length - _position)];
        while (_position < length && !cancellationToken.IsCancellationRequested)
        {
            var count = ReadAt(file, block.AsSpan(0, (int)Math.Min(block.Length, length - _position)), _position);
            if (count == 0)
                break;
            rows.Take(block.AsSpan(0, count));
            _position += count;
        }

        _mark = MarkAt(file, _position);
    });

    /// <summary>Takes what has no end of its own: nothing more comes.</summary>
    public void End() => rows.End();

    /// <summary>What is no file of bytes, such as a pipe, has no length and is never opened, which might wait forever.</summary>
    private long Length => new FileInfo(path).Length;

    private SafeFileHandle Open() =>
        File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    private void Try(Action read)
    {
        try
        {
            read();
            Fault = null;
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            // It was removed, and may come again.
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Fault = fault.Message;
        }
    }

    /// <summary>The bytes before a place. They tell a file from another one that got its name.</summary>
    private static byte[] MarkAt(SafeFileHandle file, long place)
    {
        var mark = new byte[Math.Min(place, MarkSize)];
        return mark[..ReadAt(file, mark, place - mark.Length)];
    }

    private static int ReadAt(SafeFileHandle file, Span<byte> to, long place)
    {
        var count = 0;
        while (count < to.Length && RandomAccess.Read(file, to[count..], place + count) is var read and > 0)
            count += read;
        return count;
    }
}
