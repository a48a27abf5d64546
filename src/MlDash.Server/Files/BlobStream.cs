using MlDash.Server.Stores;

namespace MlDash.Server.Files;

/// <summary>A blob of known length from any store, that can be read from any place on: a jump opens the blob again there, at the first read.</summary>
/// <param name="blobs">The store.</param>
/// <param name="key">The blob.</param>
/// <param name="length">Its bytes.</param>
/// <param name="begin">The blob as it was opened at its beginning.</param>
internal sealed class BlobStream(IBlobStore blobs, string key, long length, Stream begin) : Stream
{
    private Stream? _open = begin;
    private long _at;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _at;
        set => Seek(value, SeekOrigin.Begin);
    }

    public override long Seek(long offset, SeekOrigin origin)
    {
        var to = origin switch { SeekOrigin.Begin => offset, SeekOrigin.Current => _at + offset, _ => length + offset };
        if (to != _at)
        {
            _open?.Dispose();
            (_open, _at) = (null, to);
        }
        return _at;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _open ??= await blobs.OpenAsync(key, _at, cancellationToken) ?? throw new IOException("The blob was deleted while it was read.");
        var read = await _open.ReadAsync(buffer, cancellationToken);
        _at += read;
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

#pragma warning disable RS0030 // A stream has a synchronous way to read, and who takes it waits.
    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();
#pragma warning restore RS0030

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _open?.Dispose();
        base.Dispose(disposing);
    }
}
