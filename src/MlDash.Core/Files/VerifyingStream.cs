using System.Security.Cryptography;

namespace MlDash;

/// <summary>Read-only stream that hashes while it is read and throws <c>ChecksumMismatch</c> at the end if the bytes differ from those saved.</summary>
internal sealed class VerifyingStream(FileEntry file, Stream content) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="StorageException"><c>ChecksumMismatch</c>, at the end.</exception>
    public override int Read(Span<byte> buffer) => Taken(buffer, content.Read(buffer));

    /// <exception cref="StorageException"><c>ChecksumMismatch</c>, at the end.</exception>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <exception cref="StorageException"><c>ChecksumMismatch</c>, at the end.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        return Taken(buffer.Span, read);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            content.Dispose();
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Taken(ReadOnlySpan<byte> buffer, int read)
    {
        if (read > 0)
            _hash.AppendData(buffer[..read]);
        else if (buffer.Length > 0 && file.Checksum.Length > 0 && Convert.ToHexString(_hash.GetCurrentHash()).ToLowerInvariant() is var found && found != file.Checksum)
            throw FileErrors.ChecksumMismatch(file, found);
        return read;
    }
}
