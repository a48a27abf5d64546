using System.Security.Cryptography;

namespace MlDash.Files;

/// <summary>Read-only stream that hashes while it is read and throws <c>ChecksumMismatch</c> at the end if the bytes differ from those saved.</summary>
internal sealed class VerifyingStream(FileEntry file, Stream content) : ForwardOnlyStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

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
        else if (buffer.Length > 0
            && file.Checksum.Length > 0
            && Convert.ToHexString(_hash.GetCurrentHash()).ToLowerInvariant() is var found
            && found != file.Checksum)
            throw FileErrors.ChecksumMismatch(file, found);
        return read;
    }
}
