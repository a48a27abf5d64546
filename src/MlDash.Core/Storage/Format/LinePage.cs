using System.Buffers;

namespace MlDash.Storage.Format;

/// <summary>Whole lines of a file in a buffer of their own, which goes back to the pool when they were read.</summary>
internal sealed class LinePage(byte[] buffer, int begin, int end, long offset) : IDisposable
{
    private byte[]? _buffer = buffer;
    private int _at = begin;

    /// <summary>Where in the file the next line begins.</summary>
    public long Offset { get; private set; } = offset;

    /// <summary>The next line without its end, as <see cref="LineReader.TryRead"/> has it; false behind the last one.</summary>
    public bool TryRead(out Span<byte> line)
    {
        line = default;
        if (_at == end)
            return false;
        var rest = _buffer.AsSpan(_at, end - _at);
        var length = rest.IndexOf((byte)'\n');
        line = LineReader.Bare(rest[..length], Offset);
        _at += length + 1;
        Offset += length + 1;
        return true;
    }

    public void Dispose()
    {
        if (_buffer is not null)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = null;
    }
}
