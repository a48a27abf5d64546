namespace MlDash.Server.Tests;

/// <summary>Many bytes that are never all in memory, and that may break off.</summary>
internal sealed class PatternStream(long length, long failAt = long.MaxValue) : Stream
{
    private long _at;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _at;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Fill(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer) => Fill(buffer);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Fill(buffer.Span));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Fill(Span<byte> buffer)
    {
        if (_at >= failAt)
            throw new IOException("The source broke off.");
        var count = (int)Math.Min(buffer.Length, length - _at);
        buffer[..count].Fill(0x5A);
        _at += count;
        return count;
    }
}
