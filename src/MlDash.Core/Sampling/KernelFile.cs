using System.Buffers.Text;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace MlDash.Sampling;

/// <summary>
/// A file of the kernel that is read again and again: it stays open, and so does the buffer. Such files have no length, and their content is made when they are
/// read from the beginning.
/// </summary>
internal sealed class KernelFile : IDisposable
{
    private const int LongestFile = 4 << 20;

    private readonly SafeFileHandle _handle;
    private byte[] _buffer;

    private KernelFile(SafeFileHandle handle, int capacity) => (_handle, _buffer) = (handle, new byte[capacity]);

    /// <summary>Opens a file; null when it does not exist or may not be read.</summary>
    public static KernelFile? Open(string path, int capacity = 4096)
    {
        try
        {
            return File.Exists(path) ? new(File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete), capacity) : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The first number of a small file; null when there is no file or no number.</summary>
    public static long? Number(string path)
    {
        using var file = Open(path, 64);
        return file is not null && file.TryReadNumber(out var number) ? number : null;
    }

    /// <summary>The text of a small file without white space around it; null when there is none.</summary>
    public static string? Text(string path)
    {
        using var file = Open(path);
        return file is null ? null : Encoding.UTF8.GetString(file.Read()).Trim();
    }

    /// <summary>What the file says now.</summary>
    public ReadOnlySpan<byte> Read()
    {
        var length = 0;
        while (true)
        {
            var read = RandomAccess.Read(_handle, _buffer.AsSpan(length), length);
            length += read;
            if (read == 0 || length == LongestFile)
                return _buffer.AsSpan(0, length);
            if (length == _buffer.Length)
                Array.Resize(ref _buffer, Math.Min(_buffer.Length * 2, LongestFile));
        }
    }

    /// <summary>The number at the beginning of the file.</summary>
    public bool TryReadNumber(out long number) => Utf8Parser.TryParse(Read().TrimStart((byte)' '), out number, out _);

    /// <inheritdoc />
    public void Dispose() => _handle.Dispose();
}
