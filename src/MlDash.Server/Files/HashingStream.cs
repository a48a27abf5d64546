using System.Security.Cryptography;
using MlDash.Server.Hosting;

namespace MlDash.Server.Files;

/// <summary>Counts and hashes what is read through it, and stops at a limit.</summary>
internal sealed class HashingStream(Stream inner, long limit) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>The bytes read so far.</summary>
    public long Count { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => Count;
        set => throw new NotSupportedException();
    }

    /// <summary>SHA-256 of all that was read, in lower-case hex.</summary>
    public string Sha256() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return Take(buffer, await inner.ReadAsync(buffer, cancellationToken));
        }
        catch (IOException e) when (e is not BadHttpRequestException)
        {
            // Told apart from a failure of the disk that the bytes go to.
            throw ApiException.Malformed("The upload ends before its last boundary. Nothing was kept; send the file again.");
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => Take(buffer.AsMemory(offset, count), inner.Read(buffer, offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _hash.Dispose();
        base.Dispose(disposing);
    }

    private int Take(ReadOnlyMemory<byte> buffer, int read)
    {
        _hash.AppendData(buffer.Span[..read]);
        Count += read;
        return Count <= limit ? read : throw ApiException.TooLarge("file", limit);
    }
}
